import { expect, test } from "vitest";
import { createTaskwire, memoryStorage } from "../src/index.ts";
import { start } from "../src/storage/storage.ts";
import { decide } from "../src/testing/decide.ts";

type Ids = Awaited<ReturnType<typeof startOffice>>;

async function startOffice() {
  const storage = memoryStorage();
  const topics = new Set<string>();
  const taskwire = createTaskwire({
    storage: {
      ...storage,
      commit(commit) {
        for (const { topic } of commit.events) topics.add(topic);
        return storage.commit(commit);
      },
    },
  });
  await taskwire.open();
  const { system } = taskwire;
  for (const [id, role] of Object.entries({
    dao: "ADMIN",
    nok: "ADMIN",
    lek: "ADMIN_LIMITED",
  } as const))
    await system.users.put({ id, name: id, handle: `${id}1`, role });
  const [dao, lek] = [taskwire.as({ userId: "dao" }), taskwire.as({ userId: "lek" })];
  const { id: boardId } = await dao.boards.create({ name: "Sales" });
  for (const userId of ["nok", "lek"]) await dao.members.add({ boardId, userId });
  await dao.members.change({ boardId, userId: "nok", role: "ADMIN_LIMITED" });
  const { id: roomId } = await dao.rooms.create({ boardId, name: "Cars", memberIds: ["lek"] });
  const { id: messageId } = await dao.messages.post({ boardId, roomId, text: "Hi @lek1" });
  const description = "Blue";
  const waiting = (await lek.tasks.create({ boardId, title: "Sell", description })).task.id;
  const taskId = (await lek.tasks.create({ boardId, title: "Buy" })).task.id;
  await decide(dao, "approve", { boardId, taskId });
  const { subtask } = await dao.subtasks.create({
    boardId,
    taskId,
    title: "Wash",
    assigneeId: "lek",
  });
  const { id: commentId } = await dao.comments.post({ boardId, taskId, text: "When, @lek1?" });
  const [notification] = (await lek.inbox.list()).notifications;
  return {
    taskwire,
    boardId,
    roomId,
    messageId,
    waiting,
    taskId,
    subtaskId: subtask.id,
    commentId,
    notificationId: notification?.id ?? "",
    /** The number of the last event of each topic. */
    async heads(): Promise<string> {
      const all = [...topics].sort();
      const heads = await storage.heads(all);
      return JSON.stringify(all.map((topic, i) => [topic, (heads[i] ?? start).number]));
    },
  };
}

/** Commands that set something, each with a caller and an input. */
const settings: { readonly [name: string]: readonly ((ids: Ids) => readonly [string, object])[] } =
  {
    "users.put": [
      () => ["system", { id: "nok", name: "Nok", role: "ADMIN" }],
      () => ["system", { id: "nok", name: "Nok", handle: null, role: "ADMIN_LIMITED" }],
      () => ["system", { id: "nok", name: "Nok", role: "ADMIN", disabled: true }],
    ],
    "tasks.checkDates": [({ boardId, taskId }) => ["system", { boardId, taskId }]],
    "boards.edit": [({ boardId }) => ["dao", { boardId, name: "Used cars" }]],
    "boards.archive": [({ boardId }) => ["dao", { boardId }]],
    "members.change": [
      ({ boardId }) => ["dao", { boardId, userId: "lek", role: "ADMIN" }],
      ({ boardId }) => ["dao", { boardId, userId: "nok", role: null }],
    ],
    "tasks.edit": [
      ({ boardId, waiting }) => ["lek", { boardId, taskId: waiting, title: "Sell two" }],
      ({ boardId, waiting }) => ["lek", { boardId, taskId: waiting, description: "", data: null }],
      ({ boardId, waiting }) => ["lek", { boardId, taskId: waiting }],
    ],
    "subtasks.assign": [
      ({ boardId, taskId, subtaskId }) => [
        "dao",
        { boardId, taskId, subtaskId, assigneeId: "nok" },
      ],
      ({ boardId, taskId, subtaskId }) => ["dao", { boardId, taskId, subtaskId, assigneeId: null }],
    ],
    "subtasks.edit": [
      ({ boardId, taskId, subtaskId }) => ["dao", { boardId, taskId, subtaskId, title: "Dry" }],
      ({ boardId, taskId, subtaskId }) => [
        "dao",
        {
          boardId,
          taskId,
          subtaskId,
          dueAt: "2026-12-31T17:00:00+07:00",
          dependsOn: [],
          position: 0,
        },
      ],
    ],
    "rooms.edit": [
      ({ boardId, roomId }) => ["dao", { boardId, roomId, name: "Bikes" }],
      ({ boardId, roomId }) => ["dao", { boardId, roomId, archived: true }],
      ({ boardId, roomId }) => ["dao", { boardId, roomId }],
    ],
    "rooms.direct": [({ boardId }) => ["dao", { boardId, userId: "lek" }]],
    "rooms.read": [({ boardId, roomId, messageId }) => ["lek", { boardId, roomId, messageId }]],
    "messages.edit": [
      ({ boardId, roomId, messageId }) => ["dao", { boardId, roomId, messageId, text: "@lek1 Hi" }],
    ],
    "messages.delete": [
      ({ boardId, roomId, messageId }) => ["dao", { boardId, roomId, messageId }],
    ],
    "comments.edit": [
      ({ boardId, taskId, commentId }) => ["dao", { boardId, taskId, commentId, text: "@lek1?" }],
    ],
    "comments.delete": [
      ({ boardId, taskId, commentId }) => ["dao", { boardId, taskId, commentId }],
    ],
    "comments.resolve": [
      ({ boardId, taskId, commentId }) => ["dao", { boardId, taskId, commentId }],
    ],
    "comments.reopen": [
      ({ boardId, taskId, commentId }) => ["dao", { boardId, taskId, commentId }],
    ],
    "comments.read": [({ boardId, taskId, commentId }) => ["lek", { boardId, taskId, commentId }]],
    "inbox.read": [() => ["lek", {}], ({ notificationId }) => ["lek", { ids: [notificationId] }]],
    "inbox.done": [({ notificationId }) => ["lek", { ids: [notificationId] }]],
    "preferences.set": [
      ({ boardId }) => ["lek", { target: `board:${boardId}`, level: "mentions" }],
      ({ roomId }) => ["lek", { target: `room:${roomId}`, off: ["reply", "comment"] }],
      ({ roomId }) => ["lek", { target: `room:${roomId}`, muteUntil: "2026-12-31T17:00:00+07:00" }],
      ({ boardId }) => ["lek", { target: `board:${boardId}`, level: null, off: [] }],
    ],
  };

/** Commands that do something each time, or are refused the second time. */
const acts = [
  ...[
    "boards.create",
    "boards.delete",
    "members.add",
    "members.remove",
    "tasks.create",
    "tasks.delete",
  ],
  ...["tasks.approve", "tasks.reject", "tasks.resubmit", "tasks.cancel", "tasks.complete"],
  ...["tasks.restore", "tasks.reopen"],
  ...["subtasks.create", "subtasks.complete", "subtasks.reopen"],
  ...["subtasks.cancel", "subtasks.restore"],
  ...["rooms.create", "rooms.leave", "rooms.delete", "roomMembers.add", "roomMembers.remove"],
  ...["messages.post", "comments.post", "reactions.retry"],
  // Only the app's own code has webhooks, and their records are in no log.
  ...["webhooks.put", "webhooks.remove", "webhooks.report", "webhooks.resume"],
  // A link that is made again has a new token, and one that was used answers as before.
  ...["links.make", "links.show", "links.use"],
];

const cases = Object.entries(settings).flatMap(([name, calls]) =>
  calls.map((call, i) => ({ name, call, i })),
);

test.each(cases)(
  "$name with what is so already changes nothing ($i) (A4)",
  async ({ name, call }) => {
    const office = await startOffice();
    const { taskwire } = office;
    const [userId, input] = call(office);
    const methods = (userId === "system"
      ? taskwire.system
      : taskwire.as({ userId })) as unknown as {
      [noun: string]: { [verb: string]: (input: object) => Promise<{ changed?: number }> };
    };
    const [noun = "", verb = ""] = name.split(".");
    const run = async () => methods[noun]?.[verb]?.(input);
    const first = await run();
    const heads = await office.heads();
    const second = await run();
    if (second?.changed === undefined) expect(second).toEqual(first);
    else expect(second.changed).toBe(0);
    expect(await office.heads()).toBe(heads);
    await taskwire.close();
  },
);

/** Changes every record of the office, as far as it still can be changed. */
async function changeAll(office: Ids): Promise<void> {
  const { taskwire, boardId, roomId, messageId, waiting, taskId, subtaskId, commentId } = office;
  const { system } = taskwire;
  const [dao, lek] = [taskwire.as({ userId: "dao" }), taskwire.as({ userId: "lek" })];
  await system.boards.archive({ boardId, archived: false });
  await system.boards.edit({ boardId, name: "Other" });
  await system.rooms.edit({ boardId, roomId, archived: false, name: "Other" });
  for (const id of ["nok", "lek"])
    await system.users.put({ id, name: `${id} II`, role: "ADMIN_LIMITED", disabled: false });
  await lek.tasks.edit({ boardId, taskId: waiting, title: "Other" });
  const subtask = { boardId, taskId, subtaskId };
  await dao.subtasks.edit({ ...subtask, title: "Other" });
  const message = { boardId, roomId, messageId };
  const comment = { boardId, taskId, commentId };
  await dao.messages.edit({ ...message, text: "Other" }).catch(() => {});
  const edited = await dao.comments.edit({ ...comment, text: "Other" }).catch(() => undefined);
  // Further events of a deleted comment take the data of the earlier ones.
  if (edited) for (const verb of ["resolve", "reopen"] as const) await dao.comments[verb](comment);
  const later = await dao.comments.post({ boardId, taskId, text: "Another" });
  await lek.comments.read({ boardId, taskId, commentId: later.id });
  const { id } = await dao.messages.post({ boardId, roomId, text: "Another" });
  await lek.rooms.read({ boardId, roomId, messageId: id });
  for (const target of [`board:${boardId}`, `room:${roomId}`])
    await lek.preferences.set({ target, level: "all" });
}

test.each(cases)(
  "a repeat of $name that changed nothing ($i) is answered as the first call (H5)",
  async ({ name, call }) => {
    const office = await startOffice();
    const { taskwire } = office;
    const [userId, input] = call(office);
    const methods = (userId === "system"
      ? taskwire.system
      : taskwire.as({ userId })) as unknown as {
      [noun: string]: { [verb: string]: (input: object, how: object) => Promise<unknown> };
    };
    const [noun = "", verb = ""] = name.split(".");
    const run = async (key: string) => methods[noun]?.[verb]?.(input, { key });
    await run("unchanged-0001");
    const answer = await run("unchanged-0002");
    await changeAll(office);
    expect(await run("unchanged-0002")).toEqual(answer);
    await taskwire.close();
  },
);

test("every command either is in the table above or does something each time (A4)", () => {
  const all = Object.values(createTaskwire().operations)
    .filter(({ kind }) => kind === "command")
    .map(({ name }) => name);
  expect([...Object.keys(settings), ...acts].sort()).toEqual(all.sort());
});

test("an approver who named the version is not refused because of an edit that changed nothing (A4)", async () => {
  const { taskwire, boardId, waiting } = await startOffice();
  const [dao, lek] = [taskwire.as({ userId: "dao" }), taskwire.as({ userId: "lek" })];
  const on = { boardId, taskId: waiting };
  const { task } = await dao.tasks.get(on);
  await lek.tasks.edit({ ...on, title: "Sell", description: "Blue", data: null });
  const approved = await dao.tasks.approve({ ...on, version: task.version });
  expect(approved.task.state).toBe("approved");
  await taskwire.close();
});

test("a role for one board that leaves a member's rights as they are notifies nobody (A4)", async () => {
  const { taskwire, boardId } = await startOffice();
  const dao = taskwire.as({ userId: "dao" });
  const before = await taskwire.as({ userId: "lek" }).inbox.list();
  const pinned = await dao.members.change({ boardId, userId: "lek", role: "ADMIN_LIMITED" });
  expect(pinned).toMatchObject({ role: "ADMIN_LIMITED", override: "ADMIN_LIMITED" });
  expect(await taskwire.as({ userId: "lek" }).inbox.list()).toEqual(before);
  await taskwire.system.users.put({ id: "lek", name: "lek", handle: "lek1", role: "ADMIN" });
  const { members } = await dao.members.list({ boardId });
  expect(members.find(({ userId }) => userId === "lek")?.role).toBe("ADMIN_LIMITED");
  await taskwire.close();
});
