import { expect, test } from "vitest";
import { createTaskwire, memoryStorage } from "../src/index.ts";
import { readRights } from "../src/session/feed/rights.ts";
import { decide } from "../src/testing/decide.ts";
import { fakeRuntime } from "../src/testing/fake-runtime.ts";
import { failure } from "./support/conversation.ts";
import { connect } from "./support/session-world.ts";
import { startNodes } from "./support/signal-world.ts";

async function startOffice() {
  const storage = memoryStorage();
  const errors: unknown[] = [];
  const taskwire = createTaskwire({ storage, onError: (error) => errors.push(error) });
  await taskwire.open();
  const { system } = taskwire;
  for (const [id, role] of [
    ["dao", "ADMIN"],
    ["nok", "ADMIN"],
    ["lek", "ADMIN_LIMITED"],
  ] as const)
    await system.users.put({ id, name: id, role });
  const as = (userId: string) => taskwire.as({ userId });
  const { id: boardId } = await as("dao").boards.create({ name: "Sales" });
  for (const userId of ["nok", "lek"]) await system.members.add({ boardId, userId });
  const { id: roomId } = await as("lek").rooms.create({
    boardId,
    name: "Cars",
    memberIds: ["nok"],
  });
  const { task } = await as("lek").tasks.create({ boardId, title: "Sell" });
  const jobs = async () =>
    (await storage.list("jobs", { index: "due", equals: {}, limit: 10 })).records;
  return {
    taskwire,
    storage,
    errors,
    as,
    boardId,
    roomId,
    taskId: task.id,
    async idle() {
      await expect.poll(jobs, { timeout: 30_000 }).toEqual([]);
    },
    async all(collection: string) {
      const query = { equals: {}, limit: 1_000 };
      const index = { messages: "room", comments: "task", read_markers: "room" }[collection];
      return (await storage.list(collection, { index: index ?? "", ...query })).records;
    },
  };
}

test("a deleted room can't be opened any more, and its members are told (H15)", async () => {
  const { taskwire, as, boardId, roomId, idle, all } = await startOffice();
  const on = { boardId, roomId };
  const { id: messageId } = await as("nok").messages.post({ ...on, text: "Hello @lek" });
  await as("lek").rooms.read({ ...on, messageId });
  await as("lek").rooms.delete(on, { key: "delete-cars" });
  expect(await failure(as("nok").rooms.open(on))).toMatchObject({ code: "not_found" });
  expect(await failure(as("nok").messages.post({ ...on, text: "?" }))).toMatchObject({
    code: "not_found",
  });
  // The notification of the message shows no words, although the job has not looked at it yet.
  const [before] = (await as("lek").inbox.list()).notifications;
  expect(before).toMatchObject({ about: `message:${messageId}`, withheld: true, excerpt: null });
  await idle();
  expect(await all("messages")).toEqual([]);
  expect(await all("read_markers")).toEqual([]);
  const [told] = (await as("nok").inbox.list()).notifications;
  expect(told).toMatchObject({ reason: "removed", about: `room:${roomId}`, roomName: null });
  const reasons = (await as("lek").inbox.list()).notifications.map(({ reason }) => reason);
  expect(reasons).not.toContain("removed");
  // A repeat of the command gets the same answer.
  expect(await as("lek").rooms.delete(on, { key: "delete-cars" })).toBeNull();
  await taskwire.close();
});

test("the id of a deleted room can't be used again (H15)", async () => {
  const { taskwire, as, boardId } = await startOffice();
  const { system } = taskwire;
  await system.rooms.create({ boardId, id: "hall", name: "Hall" });
  await system.rooms.delete({ boardId, roomId: "hall" });
  expect(await failure(system.rooms.create({ boardId, id: "hall", name: "Hall" }))).toMatchObject({
    code: "refused",
    details: { rule: "id" },
  });
  expect((await as("dao").rooms.list({ boardId })).rooms).toEqual([]);
  await taskwire.close();
});

test("a deleted task is gone with its subtasks and comments (H15)", async () => {
  const { taskwire, storage, as, boardId, taskId, idle, all } = await startOffice();
  const on = { boardId, taskId };
  await decide(as("nok"), "approve", on);
  const { subtask } = await as("nok").subtasks.create({ ...on, title: "Wash", assigneeId: "lek" });
  for (let i = 0; i < 3; i++) await as("nok").comments.post({ ...on, text: "Hello" });
  expect(await failure(as("lek").tasks.delete(on))).toMatchObject({ code: "forbidden" });
  await as("nok").tasks.delete(on);
  expect(await failure(as("lek").tasks.get(on))).toMatchObject({ code: "not_found" });
  expect(await failure(as("lek").comments.list(on))).toMatchObject({ code: "not_found" });
  expect((await as("lek").tasks.list({ boardId })).tasks).toEqual([]);
  await idle();
  expect(await all("comments")).toEqual([]);
  const { records } = await storage.get([
    { collection: "subtasks", id: subtask.id },
    { collection: "involvements", id: `${taskId}/lek` },
  ]);
  expect(records.map(({ fields }) => fields)).toEqual([null, null]);
  const { notifications } = await as("lek").inbox.list();
  const words = notifications.filter(({ withheld }) => !withheld).map(({ reason }) => reason);
  expect(words).toEqual(["member"]);
  await taskwire.close();
});

test.each(["message.posted", "comment.posted", "member.added"] as const)(
  "no reaction to %s gets what is deleted meanwhile (H15)",
  async (type) => {
    const seen: string[] = [];
    const storage = memoryStorage();
    let isHeld = true;
    const taskwire = createTaskwire({
      storage: {
        ...storage,
        // Reactions wait until the deletion is committed.
        list: async (collection, query) =>
          isHeld && collection === "jobs"
            ? { records: [], next: null }
            : storage.list(collection, query),
      },
      onError: (error) => seen.push(String(error)),
    });
    taskwire.react("remember", type, (event) => void seen.push(JSON.stringify(event)));
    await taskwire.open();
    const { system } = taskwire;
    await system.users.put({ id: "dao", name: "Dao", role: "ADMIN" });
    const dao = taskwire.as({ userId: "dao" });
    const { id: boardId } = await dao.boards.create({ name: "Sales" });
    const { id: roomId } = await dao.rooms.create({ boardId, name: "Cars" });
    const { task } = await dao.tasks.create({ boardId, title: "Sell" });
    await dao.messages.post({ boardId, roomId, text: "Secret" });
    await dao.comments.post({ boardId, taskId: task.id, text: "Secret" });
    await dao.rooms.delete({ boardId, roomId });
    await dao.tasks.delete({ boardId, taskId: task.id });
    isHeld = false;
    const jobs = () => storage.list("jobs", { index: "due", equals: {}, limit: 1 });
    await expect.poll(async () => (await jobs()).records, { timeout: 30_000 }).toEqual([]);
    expect(seen.filter((text) => /Secret|Cars|rror/.test(text))).toEqual([]);
    await taskwire.close();
  },
);

test("a deleted room can't be followed any more, and everybody who follows it is told (H15)", async () => {
  const world = await startNodes(2);
  const dao = world.at(0).taskwire.as({ userId: "dao" });
  const room = { boardId: "sales", name: "Showroom", memberIds: ["nok"] };
  const { id: roomId } = await dao.rooms.create(room);
  const topic = `room:${roomId}`;
  const [nok, late] = [await connect(world.at(1), "nok"), await connect(world.at(1), "nok")];
  nok.send({ type: "subscribe", topic });
  await world.runtime.settle();
  // The other node runs the job only later.
  await dao.rooms.delete({ boardId: "sales", roomId });
  late.send({ type: "subscribe", topic });
  await world.runtime.settle();
  for (const connection of [nok, late])
    expect(connection.of("unsubscribed")).toMatchObject([{ topic, error: { code: "not_found" } }]);
  expect(nok.of("revoked")).toEqual([{ type: "revoked", topic, reason: "removed" }]);
});

test("the deletion of a large room goes on after a crash, and after each run of the job (H15)", async () => {
  const storage = memoryStorage();
  const runtime = fakeRuntime();
  let late = 0;
  let crashes = true;
  let isDown = false;
  const node = () =>
    createTaskwire({
      runtime: { ...runtime, now: () => runtime.now() + late },
      storage: {
        ...storage,
        async commit(commit) {
          if (isDown) throw new Error("The server has crashed.");
          const erases = commit.events.some(({ data }) => data.startsWith('{"messages"'));
          // A slow storage: a run of the job ends before the room is empty.
          if (erases) late += 6_000;
          const outcome = await storage.commit(commit);
          isDown = erases && crashes;
          return outcome;
        },
        async close() {},
      },
      limits: { pingMs: 3_600_000 },
      onError() {},
    });
  const first = node();
  await first.open();
  await first.system.users.put({ id: "dao", name: "Dao", role: "ADMIN" });
  const dao = first.as({ userId: "dao" });
  const { id: boardId } = await dao.boards.create({ name: "Sales" });
  const { id: roomId } = await dao.rooms.create({ boardId, name: "Cars" });
  for (let i = 0; i < 700; i++) await dao.messages.post({ boardId, roomId, text: `${i}` });
  await dao.rooms.delete({ boardId, roomId });
  const messages = async () =>
    (await storage.list("messages", { index: "room", equals: { roomId }, limit: 1_000 })).records;
  await expect.poll(async () => (await messages()).length).toBeLessThan(700);
  expect((await messages()).length).toBeGreaterThan(0);
  await first.close();
  [isDown, crashes] = [false, false];
  const second = node();
  await second.open();
  const jobs = async () =>
    (await storage.list("jobs", { index: "due", equals: {}, limit: 1 })).records;
  for (let i = 0; i < 100 && (await jobs()).length > 0; i++) await runtime.advance(10_000);
  expect(await jobs()).toEqual([]);
  expect(await messages()).toEqual([]);
  await second.close();
});

test("before the job has run, nobody can follow a deleted room, or the rooms of a deleted board, or change settings for them (H15)", async () => {
  const storage = memoryStorage();
  const taskwire = createTaskwire({
    storage: {
      ...storage,
      // No job is run.
      list: async (collection, query) =>
        collection === "jobs" ? { records: [], next: null } : storage.list(collection, query),
    },
  });
  await taskwire.open();
  await taskwire.system.users.put({ id: "dao", name: "Dao", role: "ADMIN" });
  const dao = taskwire.as({ userId: "dao" });
  const { id: boardId } = await dao.boards.create({ name: "Sales" });
  const [cars, bikes] = [
    await dao.rooms.create({ boardId, name: "Cars" }),
    await dao.rooms.create({ boardId, name: "Bikes" }),
  ];
  const access = async (topic: string) =>
    (await readRights(topic, "dao", storage, taskwire.definitions.roles)).access;
  const { task } = await dao.tasks.create({ boardId, title: "Sell" });
  const set = async (target: string) =>
    (await failure(dao.preferences.set({ target, level: "all" }))).code;
  await dao.rooms.delete({ boardId, roomId: cars.id });
  expect(await access(`room:${cars.id}`)).toBeUndefined();
  expect(await set(`room:${cars.id}`)).toBe("not_found");
  expect(await access(`room:${bikes.id}`)).toBe("all");
  await dao.boards.delete({ boardId });
  expect(await access(`room:${bikes.id}`)).toBeUndefined();
  expect(await access(`board:${boardId}`)).toBeUndefined();
  for (const target of [`room:${bikes.id}`, `board:${boardId}`, `task:${task.id}`])
    expect(await set(target), target).toBe("not_found");
  await taskwire.close();
});

test("a comment that is committed while its task is being deleted leaves no words (H15)", async () => {
  const inner = memoryStorage();
  let comment: (() => Promise<unknown>) | undefined;
  const taskwire = createTaskwire({
    onError() {},
    storage: {
      ...inner,
      async commit(commit) {
        // The deletion has begun. The comment begins later, and is committed before it.
        const next = commit.events.some(({ type }) => type === "task.deleted") && comment;
        if (next) comment = undefined;
        if (next) await next();
        return inner.commit(commit);
      },
    },
  });
  await taskwire.open();
  for (const id of ["dao", "lek"]) await taskwire.system.users.put({ id, name: id, role: "ADMIN" });
  const [dao, lek] = [taskwire.as({ userId: "dao" }), taskwire.as({ userId: "lek" })];
  const { id: boardId } = await dao.boards.create({ name: "Sales" });
  await dao.members.add({ boardId, userId: "lek" });
  const { task } = await lek.tasks.create({ boardId, title: "Sell" });
  const on = { boardId, taskId: task.id };
  comment = () => dao.comments.post({ ...on, text: "swordfish" });
  await taskwire.system.tasks.delete(on);
  const jobs = async () =>
    (await inner.list("jobs", { index: "due", equals: {}, limit: 10 })).records;
  await expect.poll(jobs, { timeout: 30_000 }).toEqual([]);
  const query = { index: "inbox", equals: { userId: "lek" }, limit: 100 };
  const { records } = await inner.list("notifications", query);
  expect(records.filter(({ fields }) => fields.reason === "comment")).toMatchObject([
    { fields: { withheld: true, excerpt: null } },
  ]);
  expect(JSON.stringify(records)).not.toContain("swordfish");
  await taskwire.close();
});
