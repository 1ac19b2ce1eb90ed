import { approvalWorkflowFor, createTaskwire } from "@taskwire/core";
import type { Storage } from "@taskwire/core/adapter";
import { expect, onTestFinished } from "vitest";
import { z } from "zod";

const workflow = approvalWorkflowFor({ task: { data: z.strictObject({ note: z.string() }) } });

/** More people than one commit notifies. */
const crowd = Array.from({ length: 60 }, (_, i) => `p${i}`);

/** An office where a word is in every text of a room and of a task. */
export async function startOffice(storage: Storage, word: string, boardName = "Sales") {
  const errors: string[] = [];
  const onError = (error: unknown) => errors.push(String((error as Error).cause ?? error));
  const taskwire = createTaskwire({ storage, workflow, onError });
  // Failed reactions are kept, with the event that they are about.
  for (const type of ["message.posted", "comment.posted", "task.created", "room.created"] as const)
    taskwire.react(`fail ${type}`, type, ({ data }) => {
      throw new Error(`on purpose: ${JSON.stringify(data)}`);
    });
  await taskwire.open();
  onTestFinished(() => taskwire.close());
  const { system } = taskwire;
  const as = (userId: string) => taskwire.as({ userId });
  for (const id of ["dao", "nok"]) await system.users.put({ id, name: id, role: "ADMIN" });
  for (const id of ["lek", ...crowd])
    await system.users.put({ id, name: id, role: "ADMIN_LIMITED" });
  const { id: boardId } = await system.boards.create({ name: boardName });
  for (const userId of ["dao", "nok", "lek", ...crowd])
    await system.members.add({ boardId, userId });
  const long = `${word} ${"long ".repeat(1_000)}`;
  const keyed = (name: string) => ({ key: `${name}-of-the-office` });

  const { id: roomId } = await as("dao").rooms.create(
    { boardId, name: word, memberIds: ["nok", "lek", ...crowd] },
    keyed("room"),
  );
  const inRoom = { boardId, roomId };
  await as("lek").preferences.set({ target: `room:${roomId}`, level: "all" });
  const { id: messageId } = await as("dao").messages.post(
    { ...inRoom, text: `@lek ${long}` },
    keyed("message"),
  );
  await as("dao").messages.edit({ ...inRoom, messageId, text: `@lek ${long}!` }, keyed("edit"));
  await as("dao").messages.post({
    ...inRoom,
    text: `@everyone ${word}`,
    confirm: crowd.length + 3,
  });
  await as("lek").messages.post({ ...inRoom, text: word, replyTo: messageId });
  await as("nok").rooms.read({ ...inRoom, messageId });
  await as("nok").rooms.leave(inRoom);
  await as("dao").rooms.edit({ ...inRoom, name: `${word} 2` });

  const { task } = await as("lek").tasks.create(
    { boardId, type: "task", title: word, description: long, data: { note: word } },
    keyed("task"),
  );
  const onTask = { boardId, taskId: task.id };
  await as("lek").preferences.set({ target: `task:${task.id}`, level: "all" });
  const retitle = { ...onTask, title: `${word} 2` };
  const { version } = (await as("lek").tasks.edit(retitle, keyed("retitle"))).task;
  await as("nok").tasks.reject({ ...onTask, version, reason: word }, keyed("reject"));
  await as("lek").tasks.resubmit(onTask);
  await as("dao").tasks.approve({ ...onTask, version, reason: word });
  const { subtask } = await as("dao").subtasks.create(
    { ...onTask, title: word, assigneeId: "nok" },
    keyed("subtask"),
  );
  await as("dao").subtasks.create({ ...onTask, title: word, assigneeId: "lek" });
  await as("nok").subtasks.complete({ ...onTask, subtaskId: subtask.id });
  const { id: commentId } = await as("nok").comments.post(
    { ...onTask, text: `@lek ${long}` },
    keyed("comment"),
  );
  await as("nok").comments.edit({ ...onTask, commentId, text: `@lek ${long}!` });
  await as("lek").comments.post({ ...onTask, text: word, replyTo: commentId });

  /** Waits until no job is due. */
  async function idle(): Promise<void> {
    const query = { index: "due", equals: { status: "waiting" }, limit: 100 };
    const own = async () =>
      (await storage.list("jobs", query)).records.filter(({ fields }) =>
        String(fields.reaction).startsWith("taskwire."),
      );
    await expect.poll(own, { timeout: 20_000 }).toEqual([]);
  }
  await idle();
  return { taskwire, as, errors, boardId, roomId, taskId: task.id, idle };
}

type Office = Awaited<ReturnType<typeof startOffice>>;

/** Deletes everything that has the word. */
export const deleteThings: { readonly [thing: string]: (office: Office) => Promise<void> } = {
  board: async ({ as, boardId }) => {
    await as("dao").boards.delete({ boardId });
  },
  "room and task": async ({ as, boardId, roomId, taskId }) => {
    await as("dao").rooms.delete({ boardId, roomId });
    await as("dao").tasks.delete({ boardId, taskId });
  },
};
