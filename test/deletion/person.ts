import { createTaskwire } from "@taskwire/core";
import type { Storage } from "@taskwire/core/adapter";
import { onTestFinished } from "vitest";

/** An office where a person's name is in every place that a name gets to. Her id is `mali`. */
export async function startOfficeOf(storage: Storage, name: string, texts: string) {
  const errors: string[] = [];
  const onError = (error: unknown) => errors.push(String((error as Error).cause ?? error));
  const taskwire = createTaskwire({ storage, onError });
  for (const type of ["message.posted", "comment.posted", "member.added"] as const)
    taskwire.react(`fail ${type}`, type, ({ data }) => {
      throw new Error(`on purpose: ${JSON.stringify(data)}`);
    });
  await taskwire.open();
  onTestFinished(() => taskwire.close());
  const { system } = taskwire;
  const as = (userId: string) => taskwire.as({ userId });
  for (const id of ["dao", "nok"]) await system.users.put({ id, name: id, role: "ADMIN" });
  const mali = { id: "mali", name: `${name} One`, handle: `${name}_h`, role: "ADMIN" } as const;
  await system.users.put({ ...mali, name: `${name} Before` });
  const boards = [];
  for (const board of ["Sales", "Stock"]) {
    const { id } = await system.boards.create({ name: board });
    boards.push(id);
    for (const userId of ["dao", "nok", "mali"]) await system.members.add({ boardId: id, userId });
  }
  const [boardId = "", left = ""] = boards;
  await system.users.put(mali);
  const room = { boardId, name: "Cars", memberIds: ["nok", "mali"] };
  const { id: roomId } = await as("dao").rooms.create(room);
  const { id: leftRoom } = await as("dao").rooms.create({ ...room, name: "Bikes" });
  await as("mali").messages.post({ boardId, roomId, text: "Hello @nok, it is me" });
  await as("nok").messages.post({
    boardId,
    roomId,
    text: `So, @${name} One and @dao, @${name}_h!`,
  });
  await as("mali").rooms.leave({ boardId, roomId: leftRoom });
  await system.members.remove({ boardId: left, userId: "mali" });

  const { task } = await as("nok").tasks.create({ boardId, title: "Sell" });
  const on = { boardId, taskId: task.id };
  await as("mali").tasks.reject({ ...on, version: task.version, reason: "A reason of hers" });
  await as("mali").comments.post({ ...on, text: "What she said, @nok" });
  await as("nok").comments.post({ ...on, text: `Thanks, @${name}_h ${"long ".repeat(50)}` });
  const own = await as("mali").tasks.create({ boardId, title: "A task of hers" });
  await as("dao").tasks.approve({ boardId, taskId: own.task.id, version: own.task.version });
  if (texts === "everywhere") {
    await as("nok").messages.post({ boardId, roomId, text: `Ask ${name} One, not @dao` });
    const named = { boardId, title: `A wish of ${name} One`, description: `${name}_h ${name} One` };
    const { task } = await as("nok").tasks.create(named);
    const on = { boardId, taskId: task.id };
    await as("dao").tasks.approve({ ...on, version: task.version, reason: `For ${name} One` });
    await as("dao").subtasks.create({ ...on, title: `${name}_h`, assigneeId: "nok" });
  }
  await as("mali").preferences.set({ target: `board:${boardId}`, level: "all" });
  return { taskwire, as, errors, boardId, roomId, on, own: own.task.id };
}
