import { expect, test } from "vitest";
import { createTaskwire, memoryStorage } from "../src/index.ts";
import { recordsIn } from "../src/model/event-records.ts";
import type { Storage } from "../src/storage/storage.ts";
import { decide } from "../src/testing/decide.ts";
import { fakeRuntime } from "../src/testing/fake-runtime.ts";
import { connect } from "./support/session-world.ts";
import { startNodes } from "./support/signal-world.ts";

async function startOffice() {
  const storage = memoryStorage();
  const runtime = fakeRuntime();
  let crashes = false;
  let isDown = false;
  const node = () =>
    createTaskwire({
      runtime,
      storage: {
        ...storage,
        async commit(commit) {
          if (isDown) throw new Error("The server has crashed.");
          const outcome = await storage.commit(commit);
          isDown = crashes && commit.events.some(({ type }) => type === "user.changed");
          return outcome;
        },
        async close() {},
      },
      onError() {},
    });
  const taskwire = node();
  await taskwire.open();
  for (const id of ["dao", "mali"])
    await taskwire.system.users.put({ id, name: `${id} name`, handle: `${id}h`, role: "ADMIN" });
  const as = (userId: string) => taskwire.as({ userId });
  const { id: boardId } = await as("dao").boards.create({ name: "Sales" });
  await as("dao").members.add({ boardId, userId: "mali" });
  const { id: roomId } = await as("dao").rooms.create({
    boardId,
    name: "Cars",
    memberIds: ["mali"],
  });
  const { id: messageId } = await as("mali").messages.post({ boardId, roomId, text: "Hello @dao" });
  await as("dao").messages.post({ boardId, roomId, text: "Hello @malih" });
  await as("mali").rooms.read({ boardId, roomId, messageId });
  const { task } = await as("dao").tasks.create({ boardId, title: "Sell" });
  const on = { boardId, taskId: task.id };
  await decide(as("mali"), "approve", { ...on, reason: "Fine" });
  await as("dao").subtasks.create({ ...on, title: "Wash", assigneeId: "mali" });
  await as("mali").comments.post({ ...on, text: "When?" });
  await as("mali").tasks.create({ boardId, title: "Buy" });
  await as("mali").preferences.set({ target: `board:${boardId}`, level: "all" });
  return {
    ...{ storage, runtime, taskwire, as, boardId, roomId, node },
    /** From now on, the server crashes when it has disabled an account; or it is up again. */
    crash: (soon: boolean) => {
      crashes = soon;
      isDown = false;
    },
  };
}

test("an export has everything about a person, and nothing about others (H15)", async () => {
  const { taskwire } = await startOffice();
  const found = new Map<string, unknown[]>();
  for await (const { collection, record } of taskwire.users.export("mali")) {
    expect(JSON.parse(JSON.stringify(record))).toEqual(record);
    found.set(collection, [...(found.get(collection) ?? []), record]);
  }
  expect(Object.fromEntries([...found].map(([name, all]) => [name, all.length]))).toEqual({
    ...{ users: 1, members: 1, room_members: 1, preferences: 1, read_markers: 1, messages: 1 },
    ...{ comments: 1, subtasks: 1, decisions: 1, tasks: 1 },
    notifications: (await taskwire.as({ userId: "mali" }).inbox.list()).notifications.length,
  });
  expect(found.get("messages")).toMatchObject([{ text: "Hello @dao" }]);
  expect(found.get("decisions")).toMatchObject([{ action: "approve", reason: "Fine" }]);
  const nobody = [];
  for await (const one of taskwire.users.export("nobody")) nobody.push(one);
  expect(nobody).toEqual([]);
});

test("the sessions of an erased person end, and others see the new name at once (H15)", async () => {
  const world = await startNodes(2);
  const [nok, dao] = [await connect(world.at(1), "nok"), await connect(world.at(1), "dao")];
  dao.send({ type: "subscribe", topic: "board:sales" });
  await world.runtime.settle();
  const erasing = world.at(0).taskwire.users.erase("nok", { as: "Somebody" });
  await world.runtime.settle();
  await erasing;
  await world.runtime.settle();
  expect(nok.closed).toBe(4403);
  const { members } = await world.at(0).taskwire.as({ userId: "dao" }).boards.open({
    boardId: "sales",
  });
  expect(members.find(({ userId }) => userId === "nok")).toMatchObject({
    name: "Somebody",
    handle: null,
    disabled: true,
  });
  expect(JSON.stringify(dao.of("events"))).toContain("Somebody");
});

test("an erasure goes on after a crash (H15)", async () => {
  const { storage, taskwire, runtime, node, crash, boardId, roomId } = await startOffice();
  crash(true);
  await expect(taskwire.users.erase("mali", { texts: "delete" })).rejects.toMatchObject({
    code: "internal",
  });
  const [user] = (await storage.get([{ collection: "users", id: "mali" }])).records;
  expect(user?.fields).toMatchObject({ name: "Former member", disabled: true });
  await taskwire.close();
  crash(false);
  const second = node();
  await second.open();
  const jobs = async () =>
    (await storage.list("jobs", { index: "due", equals: {}, limit: 1 })).records;
  for (let i = 0; i < 40 && (await jobs()).length > 0; i++) await runtime.advance(10_000);
  expect(await jobs()).toEqual([]);
  const { messages } = await second.as({ userId: "dao" }).rooms.open({ boardId, roomId });
  expect(messages.map(({ text }) => text)).toEqual(["Hello @Former member", ""]);
  await second.close();
});

/** The job that goes on with an erasure. Undefined if the erasure has ended. */
async function erasureOf(storage: Storage) {
  const { records } = await storage.list("jobs", { index: "due", equals: {}, limit: 100 });
  const job = records.find(({ fields }) => fields?.reaction === "taskwire.erasure");
  const event = job?.fields?.event as { readonly data: object } | undefined;
  return job && event && { id: job.id, event };
}

test.each([
  ["a number, as earlier releases counted parts", { part: 9 }, ["Hello @Former member", ""]],
  ["a part that has another place now", { done: ["messages"] }, ["Hello @malih", "Hello @dao"]],
  [
    "a part that is gone",
    { done: [], part: "drafts", after: [7, "x"] },
    ["Hello @Former member", ""],
  ],
])(
  "an erasure that stopped at %s goes on in a release that has other parts (H15)",
  async (_, from, texts) => {
    const { storage, taskwire, runtime, node, crash, boardId, roomId } = await startOffice();
    crash(true);
    await expect(taskwire.users.erase("mali", { texts: "delete" })).rejects.toThrow();
    await taskwire.close();
    crash(false);
    const job = await erasureOf(storage);
    if (!job) throw new Error("There is no job.");
    const event = { ...job.event, data: { ...job.event.data, from } };
    const write = { collection: "jobs", id: job.id, kind: "update", fields: { event } } as const;
    await storage.commit({ reads: [], writes: [write], events: [], result: "" });
    const second = node();
    await second.open();
    for (let i = 0; i < 40 && (await erasureOf(storage)); i++) await runtime.advance(10_000);
    expect(await erasureOf(storage)).toBeUndefined();
    const { messages } = await second.as({ userId: "dao" }).rooms.open({ boardId, roomId });
    expect(messages.map(({ text }) => text)).toEqual(texts);
    await second.close();
  },
);

test("an erasure that goes on after a crash ends, however much there is to read (H15)", async () => {
  const { storage, taskwire, runtime, node, crash, as, boardId, roomId } = await startOffice();
  for (let i = 0; i < 250; i++) await as("dao").tasks.create({ boardId, title: `Sell ${i}` });
  crash(true);
  await expect(taskwire.users.erase("mali", { texts: "delete" })).rejects.toMatchObject({
    code: "internal",
  });
  await taskwire.close();
  crash(false);
  // A run of the job ends after 10 s, and reading the history of a task takes 60 ms.
  const { events } = storage;
  const { now } = runtime;
  let spent = 0;
  runtime.now = () => now() + spent;
  storage.events = (query) => {
    if (query.subject !== undefined) spent += 60;
    return events(query);
  };
  const second = node();
  await second.open();
  const jobs = async () =>
    (await storage.list("jobs", { index: "due", equals: {}, limit: 1 })).records;
  for (let i = 0; i < 60 && (await jobs()).length > 0; i++) await runtime.advance(10_000);
  expect(await jobs()).toEqual([]);
  const { messages } = await second.as({ userId: "dao" }).rooms.open({ boardId, roomId });
  expect(messages.map(({ text }) => text)).toEqual(["Hello @Former member", ""]);
  await second.close();
});

test("a person who doesn't exist, and a name that nobody can read, are refused (H15)", async () => {
  const { taskwire } = await startOffice();
  await expect(taskwire.users.erase("nobody")).rejects.toMatchObject({ code: "not_found" });
  await expect(taskwire.users.erase("mali", { as: " " })).rejects.toMatchObject({
    code: "invalid",
  });
});

test.each([{ texts: "keep" }, { texts: "delete" }, { everywhere: true }] as const)(
  "after an erasure with %o the logs still have the last version of every record (H15)",
  async (how) => {
    const { storage, taskwire, as, boardId, roomId } = await startOffice();
    // Somebody else is added, so that the board has a version that no event about the person carries.
    await taskwire.system.users.put({ id: "lek", name: "Lek", role: "ADMIN_LIMITED" });
    await as("dao").members.add({ boardId, userId: "lek" });
    await as("dao").roomMembers.add({ boardId, roomId, userId: "lek" });
    await as("dao").members.change({ boardId, userId: "mali", role: "ADMIN" });
    await as("dao").roomMembers.remove({ boardId, roomId, userId: "mali" });
    await as("dao").roomMembers.add({ boardId, roomId, userId: "mali" });
    const about = await as("dao").tasks.create({ boardId, title: "For mali name" });
    const on = { boardId, taskId: about.task.id };
    await decide(as("mali"), "approve", { ...on, reason: "For mali name" });
    await as("dao").subtasks.create({ ...on, title: "Wash", assigneeId: "lek" });
    await taskwire.users.erase("mali", how);
    const versions = new Map<string, number>();
    for (const topic of [`board:${boardId}`, `room:${roomId}`]) {
      const page = await storage.events({ topic, before: "end", limit: 1_000 });
      if (page.status === "gone") throw new Error("The log is gone.");
      for (const { number, data, records } of page.events.toReversed()) {
        const event = { number, data: JSON.parse(data), ...JSON.parse(records ?? "{}") };
        for (const { change, collection, record } of recordsIn(event)) {
          const name = `${collection} ${record.id}`;
          if (change === "drop") versions.delete(name);
          else versions.set(name, Math.max(versions.get(name) ?? 0, record.version));
        }
      }
    }
    const { board, members, tasks, subtasks } = await as("dao").boards.open({ boardId });
    const open = await as("dao").rooms.open({ boardId, roomId });
    const kept = {
      ...{ boards: [board], members, tasks, subtasks },
      ...{ rooms: [open.room], room_members: open.members, messages: open.messages },
    };
    for (const [collection, records] of Object.entries(kept))
      for (const { id, version } of records)
        expect([collection, id, versions.get(`${collection} ${id}`)]).toEqual([
          collection,
          id,
          version,
        ]);
  },
);

const erasures = [{}, { texts: "delete" }, { everywhere: true }] as const;

test.each(erasures)("an erasure with %o removes names that an edit had taken out", async (how) => {
  const { storage, taskwire, as, boardId, roomId } = await startOffice();
  const text = "Ask @mali name and @malih";
  const { id: messageId } = await as("dao").messages.post({ boardId, roomId, text });
  await as("dao").messages.edit({ boardId, roomId, messageId, text: "Ask nobody" });
  const { task } = await as("dao").tasks.create({ boardId, title: "Sell" });
  const on = { boardId, taskId: task.id };
  const { id: commentId } = await as("dao").comments.post({ ...on, text });
  await as("dao").comments.edit({ ...on, commentId, text: "Ask nobody" });
  await taskwire.users.erase("mali", how);
  for (const topic of [`board:${boardId}`, `room:${roomId}`]) {
    const page = await storage.events({ topic, before: "end", limit: 1_000 });
    expect(JSON.stringify(page)).not.toMatch(/mali name|malih/);
  }
  const { messages } = await as("dao").rooms.open({ boardId, roomId });
  expect(messages.find(({ id }) => id === messageId)?.text).toBe("Ask nobody");
});

test("an erasure everywhere removes names from the titles that tasks and subtasks had", async () => {
  const { storage, taskwire, as, boardId } = await startOffice();
  const { task } = await as("dao").tasks.create({ boardId, title: "Ask mali name" });
  const on = { boardId, taskId: task.id };
  await as("dao").tasks.edit({ ...on, version: task.version, title: "Ask nobody" });
  await decide(as("mali"), "approve", { ...on });
  const { subtask } = await as("dao").subtasks.create({ ...on, title: "Call mali name" });
  const part = { ...on, subtaskId: subtask.id, version: subtask.version };
  await as("dao").subtasks.edit({ ...part, title: "Call nobody" });
  await taskwire.users.erase("mali", { everywhere: true });
  const page = await storage.events({ topic: `board:${boardId}`, before: "end", limit: 1_000 });
  expect(JSON.stringify(page)).not.toContain("mali name");
  const { task: now, subtasks } = await as("dao").tasks.get(on);
  expect([now.title, ...subtasks.map(({ title }) => title)]).toEqual(["Ask nobody", "Call nobody"]);
});
