import { expect, test } from "vitest";
import type { Notification } from "../../src/model/notification.ts";
import { memoryStorage } from "../../src/storage/memory.ts";
import { decide } from "../../src/testing/decide.ts";
import { followPaths } from "../support/inbox-paths.ts";
import { type Office, startOffice } from "../support/office.ts";

const ordered = (one: Notification) =>
  Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)));

/** Waits for jobs, and returns the notifications if all paths show the same. */
async function shown(paths: Awaited<ReturnType<typeof followPaths>>): Promise<Notification[]> {
  const { list = [], ...others } = await paths.all();
  const lines = (all: readonly Notification[]) => all.map((one) => JSON.stringify(ordered(one)));
  for (const [path, all] of Object.entries(others)) {
    expect(all, path).toHaveLength(list.length);
    expect(
      lines(all).find((line, i) => line !== lines(list)[i]),
      path,
    ).toBeUndefined();
  }
  return [...list];
}

const short = ({ type, state, resolution, excerpt, taskTitle, withheld }: Notification) => ({
  type,
  state: resolution ?? state,
  ...(withheld ? { withheld } : { excerpt, taskTitle }),
});

/** The office with a task of Dao's in work, on which Lek gets and loses a part. */
async function startWork() {
  const office = await startOffice();
  const { boardId } = office;
  const taskId = await office.submit("dao", "Plan");
  await decide(office.as("nok"), "approve", { boardId, taskId });
  const { subtask } = await office.as("dao").subtasks.create({ boardId, taskId, title: "Secret" });
  const assign = (assigneeId: string | null) =>
    office.as("dao").subtasks.assign({ boardId, taskId, subtaskId: subtask.id, assigneeId });
  return { ...office, taskId, assign };
}

test("every path withholds the words of a task from a person who lost their subtask, and an event gives them back (C5)", async () => {
  const work = await startWork();
  const paths = await followPaths(work, "lek");
  await work.assign("lek");
  expect((await shown(paths)).map(short)).toEqual([
    { type: "subtask.assigned", state: "open", excerpt: "Secret", taskTitle: "Plan" },
  ]);
  await work.assign(null);
  expect((await shown(paths)).map(short)).toEqual([
    { type: "subtask.assigned", state: "cancelled", withheld: true },
  ]);
  expect((await paths.texts()).replay).not.toContain("Secret");
  await work.assign("lek");
  expect((await shown(paths)).map(short)).toEqual([
    { type: "subtask.assigned", state: "cancelled", excerpt: "Plan", taskTitle: "Plan" },
    { type: "subtask.assigned", state: "open", excerpt: "Secret", taskTitle: "Plan" },
  ]);
  paths.end();
});

test.each(["read", "done"] as const)(
  "a notification that is %s is withheld and given back too (C5)",
  async (state) => {
    const work = await startWork();
    const paths = await followPaths(work, "lek");
    await work.assign("lek");
    const [one] = await shown(paths);
    await work.as("lek").inbox[state]({ ids: [one?.id ?? ""] });
    await work.assign(null);
    expect(await shown(paths)).toMatchObject([{ withheld: true, excerpt: null, boardName: null }]);
    await work.assign("lek");
    expect((await shown(paths))[0]).toMatchObject({ withheld: false, boardName: "Sales" });
    paths.end();
  },
);

const losses: { readonly [way: string]: (office: Office) => Promise<() => Promise<unknown>> } = {
  "removal from the board": async ({ as, boardId }) => {
    await as("dao").members.remove({ boardId, userId: "nok" });
    return () => as("dao").members.add({ boardId, userId: "nok" });
  },
  "another role": async ({ as, boardId }) => {
    await as("dao").members.change({ boardId, userId: "nok", role: "ADMIN_LIMITED" });
    return () => as("dao").members.change({ boardId, userId: "nok", role: null });
  },
  "another role in the app": async ({ taskwire }) => {
    const nok = { id: "nok", name: "nok", handle: "nok" };
    await taskwire.system.users.put({ ...nok, role: "ADMIN_LIMITED" });
    return () => taskwire.system.users.put({ ...nok, role: "ADMIN" });
  },
};

test.each(Object.keys(losses))(
  "after %s every path withholds, and after its end every path shows the words of now (C5)",
  async (way) => {
    const office = await startOffice();
    const { boardId } = office;
    const paths = await followPaths(office, "nok");
    const taskId = await office.submit("lek", "A secret");
    for (let i = 0; i < 60; i++)
      await office.as("lek").comments.post({ boardId, taskId, text: `word ${i} @nok` });
    await office.as("nok").inbox.done({ ids: [(await shown(paths))[3]?.id ?? ""] });
    const restore = await losses[way]?.(office);
    const lost = await shown(paths);
    const about = lost.filter((one) => one.taskId === taskId);
    expect(about).toHaveLength(61);
    for (const one of about) expect(one).toMatchObject({ withheld: true, excerpt: null });
    expect((await paths.texts()).replay).not.toMatch(/word|secret/);
    await office.as("lek").tasks.edit({ boardId, taskId, title: "No secret" });
    await restore?.();
    const back = (await shown(paths)).filter((one) => one.taskId === taskId);
    expect(back).toHaveLength(61);
    expect(back[0]).toMatchObject({ excerpt: "No secret", taskTitle: "No secret", state: "open" });
    expect(back[60]).toMatchObject({ excerpt: "word 59 @nok", withheld: false });
    paths.end();
  },
);

test("a person who leaves a room and comes back reads their mentions there again (C5)", async () => {
  const office = await startOffice();
  const { boardId } = office;
  const dao = office.as("dao");
  const { id: roomId } = await dao.rooms.create({ boardId, name: "Hall", memberIds: ["nok"] });
  const paths = await followPaths(office, "nok");
  await dao.messages.post({ boardId, roomId, text: "A secret, @nok" });
  await office.as("nok").rooms.leave({ boardId, roomId });
  expect((await shown(paths))[1]).toMatchObject({ withheld: true, roomName: null });
  await dao.roomMembers.add({ boardId, roomId, userId: "nok" });
  expect((await shown(paths))[1]).toMatchObject({
    withheld: false,
    roomName: "Hall",
    excerpt: "A secret, @nok",
    actorName: "dao",
  });
  paths.end();
});

test("a notification that is marked as read while a job still withholds is pushed without its words (C5)", async () => {
  const office = await startOffice();
  const { boardId, runtime } = office;
  const paths = await followPaths(office, "nok");
  const taskId = await office.submit("lek", "A task");
  for (let i = 0; i < 60; i++)
    await office.as("lek").comments.post({ boardId, taskId, text: `word ${i} @nok` });
  await runtime.settle();
  const before = (await paths.texts()).live.length;
  await office.as("dao").members.remove({ boardId, userId: "nok" });
  await office.as("nok").inbox.read({});
  await runtime.settle();
  expect((await paths.texts()).live.slice(before)).not.toContain("word");
  await shown(paths);
  paths.end();
});

test("an edit of a message changes its words in every inbox, in every state (C4)", async () => {
  const office = await startOffice();
  const { boardId } = office;
  const lek = office.as("lek");
  const { id: roomId } = await lek.rooms.create({ boardId, name: "Hall", memberIds: ["nok"] });
  const paths = await followPaths(office, "nok");
  const { id: messageId } = await lek.messages.post({ boardId, roomId, text: "PIN 4711 @nok" });
  await office.as("nok").inbox.done({ ids: [(await shown(paths))[0]?.id ?? ""] });
  await lek.messages.edit({ boardId, roomId, messageId, text: "ask me, @nok" });
  expect(await shown(paths)).toMatchObject([{ state: "done", excerpt: "ask me, @nok" }]);
  expect((await paths.texts()).replay).not.toContain("4711");
  paths.end();
});

test("an edit of a comment changes its words in every inbox (C4)", async () => {
  const office = await startOffice();
  const { boardId } = office;
  const taskId = await office.submit("lek", "Chairs");
  const paths = await followPaths(office, "nok");
  const { id: commentId } = await office
    .as("lek")
    .comments.post({ boardId, taskId, text: "PIN 4711 @nok" });
  await office.as("lek").comments.edit({ boardId, taskId, commentId, text: "ask me" });
  expect(await shown(paths)).toMatchObject([
    { state: "resolved", resolution: "edited_out", excerpt: "ask me" },
  ]);
  paths.end();
});

test("a new title reaches the requests and the comments of a task, but no words of their own (C4)", async () => {
  const office = await startOffice();
  const { boardId } = office;
  const paths = await followPaths(office, "nok");
  const taskId = await office.submit("lek", "10 chairs");
  await office.as("lek").comments.post({ boardId, taskId, text: "10 chairs, @nok" });
  await office.as("lek").tasks.edit({ boardId, taskId, title: "1000 chairs" });
  expect(await shown(paths)).toMatchObject([
    { reason: "approval.requested", excerpt: "1000 chairs", taskTitle: "1000 chairs" },
    { reason: "mention", excerpt: "10 chairs, @nok", taskTitle: "1000 chairs" },
  ]);
  expect(await office.rows("dao")).toMatchObject([{ excerpt: "1000 chairs" }]);
  paths.end();
});

test("a new title of a subtask reaches its assignee, the former one, and nobody's other words (C4)", async () => {
  const work = await startWork();
  const { boardId, taskId, as } = work;
  const on = { boardId, taskId };
  const paths = await followPaths(work, "lek");
  const { subtask } = await as("dao").subtasks.create({
    ...on,
    title: "PIN 4711",
    assigneeId: "lek",
  });
  const other = await as("dao").subtasks.create({ ...on, title: "Wash", assigneeId: "lek" });
  await as("dao").subtasks.create({ ...on, title: "Wax", assigneeId: "mali" });
  await as("dao").comments.post({ ...on, text: "PIN 4711, @lek" });
  const part = { ...on, subtaskId: subtask.id };
  await as("dao").subtasks.edit({ ...part, title: "Ask me" });
  const words = async () => (await shown(paths)).map(({ excerpt }) => excerpt);
  expect(await words()).toEqual(["Ask me, Wash", "Ask me, Wash", "PIN 4711, @lek"]);
  expect((await work.rows("mali")).map(({ excerpt }) => excerpt)).toContain("Wax");
  await as("dao").subtasks.assign({ ...part, assigneeId: "mali" });
  await as("dao").subtasks.edit({ ...part, title: "Polish" });
  expect(new Set(await words())).toEqual(new Set(["PIN 4711, @lek", "Wash"]));
  await as("lek").subtasks.complete({ ...on, subtaskId: other.subtask.id });
  await as("dao").subtasks.edit({ ...part, title: "Polish it" });
  expect(new Set(await words())).toEqual(new Set(["PIN 4711, @lek", "Plan"]));
  paths.end();
});

test("an edit of a message that hundreds were notified of reaches all of them (C4)", async () => {
  const office = await startOffice();
  const { boardId, taskwire, runtime } = office;
  const people = Array.from({ length: 120 }, (_, i) => `p${i}`);
  for (const id of people) {
    await taskwire.system.users.put({ id, name: id, role: "ADMIN_LIMITED" });
    await office.as("dao").members.add({ boardId, userId: id });
  }
  const dao = office.as("dao");
  const { id: roomId } = await dao.rooms.create({
    boardId,
    name: "All",
    memberIds: people.slice(0, 100),
  });
  for (const userId of people.slice(100)) await dao.roomMembers.add({ boardId, roomId, userId });
  const text = "PIN 4711 @everyone";
  const { id: messageId } = await dao.messages.post({ boardId, roomId, text, confirm: 121 });
  await runtime.advance(5_000);
  await dao.messages.edit({ boardId, roomId, messageId, text: "ask me @everyone", confirm: 121 });
  await runtime.advance(5_000);
  for (const userId of people) {
    const { notifications } = await office.as(userId).inbox.list({ limit: 200 });
    const excerpts = notifications.filter((one) => one.messageId).map(({ excerpt }) => excerpt);
    expect(excerpts).toEqual(["ask me @everyone"]);
  }
});

test("a notification has the names that a person reads, as they were at that time (C11)", async () => {
  const office = await startOffice();
  const { boardId, taskwire } = office;
  const taskId = await office.submit("lek", "Chairs");
  const dao = office.as("dao");
  const { id: roomId } = await dao.rooms.create({ boardId, name: "Hall", memberIds: ["nok"] });
  await office.as("lek").comments.post({ boardId, taskId, text: "Now, @nok" });
  await dao.messages.post({ boardId, roomId, text: "Hello @nok" });
  await taskwire.system.users.put({ id: "dao", name: "Dao II", handle: "dao", role: "ADMIN" });
  expect(await office.rows("nok")).toMatchObject([
    { actorName: "lek", boardName: "Sales", roomName: null, taskTitle: "Chairs" },
    { reason: "member", actorName: "dao", roomName: "Hall", taskTitle: null },
    { reason: "mention", actorName: "lek", roomName: null, taskTitle: "Chairs" },
    { reason: "mention", actorName: "dao", boardName: "Sales", roomName: "Hall", taskTitle: null },
  ]);
});

test.each([
  { verb: "edit", type: "message.edited", after: { excerpt: "@lek new", withheld: false } },
  { verb: "delete", type: "message.deleted", after: { excerpt: null, withheld: true } },
] as const)(
  "if a text is changed ($verb) while its words come back to somebody, they are not the old ones (C4)",
  async ({ verb, type, after }) => {
    const storage = memoryStorage();
    let areJobsHeld = false;
    const office = await startOffice({
      storage: {
        ...storage,
        list: async (collection, query) =>
          areJobsHeld && collection === "jobs"
            ? { records: [], next: null }
            : storage.list(collection, query),
        async commit(commit) {
          // The command has read everything. Now the job gives the words back, before the commit.
          if (areJobsHeld && commit.events.some((event) => event.type === type)) {
            areJobsHeld = false;
            await runtime.advance(2_000);
            expect(await mention()).toMatchObject({ withheld: false, excerpt: "@lek old" });
          }
          return storage.commit(commit);
        },
      },
    });
    const { boardId, as, runtime } = office;
    const room = { boardId, name: "Hall", memberIds: ["lek"] };
    const { id: roomId } = await as("dao").rooms.create(room);
    const on = { boardId, roomId };
    const { id: messageId } = await as("dao").messages.post({ ...on, text: "@lek old" });
    await as("dao").roomMembers.remove({ ...on, userId: "lek" });
    await runtime.settle();
    const mention = async () =>
      (await office.rows("lek")).find(({ reasons }) => reasons.includes("mention"));
    expect(await mention()).toMatchObject({ withheld: true });
    areJobsHeld = true;
    await as("dao").roomMembers.add({ ...on, userId: "lek" });
    if (verb === "edit") await as("dao").messages.edit({ ...on, messageId, text: "@lek new" });
    else await as("dao").messages.delete({ ...on, messageId });
    await runtime.settle();
    const id = String((await mention())?.id);
    const [stored] = (await storage.get([{ collection: "notifications", id }])).records;
    expect(stored?.fields).toMatchObject(after);
  },
);

test("an export withholds what the person may not read any more, also before a job has done it (C5)", async () => {
  const storage = memoryStorage();
  let areJobsHeld = false;
  const { taskwire, boardId, as, submit, runtime } = await startOffice({
    storage: {
      ...storage,
      list: async (collection, query) =>
        areJobsHeld && collection === "jobs"
          ? { records: [], next: null }
          : storage.list(collection, query),
    },
  });
  const taskId = await submit("dao", "Plan");
  // More than the command itself changes.
  for (let i = 0; i < 60; i++)
    await as("dao").comments.post({ boardId, taskId, text: `@nok swordfish ${i}` });
  await runtime.settle();
  areJobsHeld = true;
  await as("dao").members.change({ boardId, userId: "nok", role: "ADMIN_LIMITED" });
  const read = async () => {
    const records = [];
    for await (const { collection, record } of taskwire.users.export("nok"))
      if (collection === "notifications") records.push(record);
    return JSON.stringify(records);
  };
  expect((await as("nok").inbox.list({ limit: 200 })).notifications.length).toBeGreaterThan(60);
  expect(await read()).not.toContain("swordfish");
});
