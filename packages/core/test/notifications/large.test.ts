import { expect, test } from "vitest";
import { notifications } from "../../src/model/notification.ts";
import { memoryStorage } from "../../src/storage/memory.ts";
import type { Commit, Storage } from "../../src/storage/storage.ts";
import { createTaskwire } from "../../src/taskwire.ts";
import { decide } from "../../src/testing/decide.ts";
import { fakeRuntime } from "../../src/testing/fake-runtime.ts";

const isRow = ({ collection, kind }: Commit["writes"][number]) =>
  collection === notifications.name && kind === "insert";

/** A storage that counts the notifications of each commit, and can make such commits fail. */
function countingStorage() {
  const storage = memoryStorage();
  const perCommit: number[] = [];
  let instead: ((rows: number) => Error | undefined) | undefined;
  const counting: Storage = {
    ...storage,
    async commit(commit) {
      const rows = commit.writes.filter(isRow).length;
      const error = rows > 0 ? instead?.(rows) : undefined;
      if (error) throw error;
      const outcome = await storage.commit(commit);
      if (rows > 0 && outcome.status === "committed") perCommit.push(rows);
      return outcome;
    },
  };
  return {
    storage: counting,
    perCommit,
    fail: (how: typeof instead) => {
      instead = how;
    },
  };
}

/**
 * Creates a board with this many people, all in one room, and a function that starts nodes on its
 * storage.
 */
async function crowd(size: number) {
  const { storage, perCommit, fail } = countingStorage();
  const runtime = fakeRuntime();
  const errors: unknown[] = [];
  // Without notifications, so that nobody is notified of being added.
  const builder = createTaskwire({ storage, runtime, notifications: false });
  await builder.open();
  const people = Array.from({ length: size }, (_, i) => `p${i}`);
  const { id: boardId } = await builder.system.boards.create({ name: "Crowd" });
  for (const [i, id] of ["chief", ...people].entries()) {
    await builder.system.users.put({
      id,
      name: id,
      handle: id,
      role: i === 0 ? "ADMIN" : "ADMIN_LIMITED",
    });
    await builder.system.members.add({ boardId, userId: id });
  }
  const chief = builder.as({ userId: "chief" });
  const { id: roomId } = await chief.rooms.create({ boardId, name: "All" });
  for (const userId of people) await chief.roomMembers.add({ boardId, roomId, userId });
  const node = () => createTaskwire({ storage, runtime, onError: (error) => errors.push(error) });
  const call = (taskwire: ReturnType<typeof node>) =>
    taskwire
      .as({ userId: "chief" })
      .messages.post({ boardId, roomId, text: "@everyone", confirm: size + 1 });
  /** Number of notifications of each person. */
  const rowsOf = async (...ids: string[]) =>
    Promise.all(
      ids.map(
        async (userId) =>
          (await builder.as({ userId }).inbox.list({ limit: 200 })).notifications.length,
      ),
    );
  return {
    storage,
    perCommit,
    fail,
    runtime,
    errors,
    builder,
    people,
    boardId,
    roomId,
    node,
    call,
    rowsOf,
  };
}

test("fifty recipients are notified in the command's own commit", async () => {
  const { node, call, perCommit, people, rowsOf } = await crowd(50);
  const taskwire = node();
  await taskwire.open();
  await call(taskwire);
  expect(perCommit).toEqual([50]);
  expect(await rowsOf(...people)).toEqual(Array(50).fill(1));
});

test.each([
  [120, [50, 50, 20]],
  [999, [...Array(19).fill(50), 49]],
])(
  "%i recipients are notified within five seconds, fifty at a time, each once",
  async (size, parts) => {
    const { node, call, perCommit, people, runtime, rowsOf, storage } = await crowd(size);
    const taskwire = node();
    await taskwire.open();
    const before = perCommit.length;
    const { id } = await call(taskwire);
    expect(perCommit).toHaveLength(before);
    await runtime.advance(5_000);
    expect(perCommit).toEqual(parts);
    expect(await rowsOf(...people)).toEqual(Array(size).fill(1));
    const { records } = await storage.list(notifications.name, {
      index: "about",
      equals: { about: `message:${id}` },
      limit: 2_000,
    });
    expect(records).toHaveLength(size);
    await taskwire.close();
  },
);

test("if a node crashes in the middle another one does the rest, and each recipient is notified exactly once", async () => {
  const { node, call, perCommit, people, runtime, rowsOf, fail } = await crowd(999);
  const first = node();
  await first.open();
  let commits = 0;
  // It crashes after the fourth part: from then on every write fails.
  fail(() => (++commits > 4 ? new Error("This node is gone.") : undefined));
  await call(first);
  await runtime.settle();
  await first.close();
  expect(perCommit).toEqual([50, 50, 50, 50]);
  fail(undefined);
  const second = node();
  await second.open();
  // Its lease runs out.
  await runtime.advance(60_000);
  expect(perCommit).toEqual([...Array(19).fill(50), 49]);
  expect(await rowsOf(...people)).toEqual(Array(999).fill(1));
  await second.close();
});

test("a user who left the room before their turn gets no notification, and the reason is stored", async () => {
  const { node, call, people, runtime, rowsOf, builder, boardId, roomId, fail } = await crowd(120);
  const taskwire = node();
  await taskwire.open();
  fail(() => new Error("Not yet."));
  const { id } = await call(taskwire);
  await runtime.settle();
  await builder.as({ userId: "chief" }).roomMembers.remove({ boardId, roomId, userId: "p7" });
  await builder.as({ userId: "chief" }).members.remove({ boardId, userId: "p8" });
  fail(undefined);
  await runtime.advance(10_000);
  const [p7, p8, ...rest] = await rowsOf(
    "p7",
    "p8",
    ...people.filter((one) => one !== "p7" && one !== "p8"),
  );
  expect([p7, p8]).toEqual([0, 0]);
  expect(rest).toEqual(Array(118).fill(1));
  const [{ eventId = "" } = {}] = (await builder.as({ userId: "p1" }).inbox.list()).notifications;
  expect(id).toBeDefined();
  const { outcomes } = await builder.system.notifications.explain({ eventId, userId: "p7" });
  expect(outcomes).toMatchObject([{ userId: "p7", outcome: "suppressed", rule: "gone" }]);
  expect((await builder.as({ userId: "p7" }).notifications.explain({ eventId })).outcomes).toEqual(
    [],
  );
  await taskwire.close();
});

test("a message deleted during the delivery notifies nobody more, and its text is in no job (H5)", async () => {
  const { node, call, people, runtime, rowsOf, builder, boardId, roomId, fail, storage } =
    await crowd(120);
  const taskwire = node();
  await taskwire.open();
  fail(() => new Error("Not yet."));
  const { id: messageId, text } = await call(taskwire);
  await runtime.settle();
  const page = await storage.events({ topic: `room:${roomId}`, before: "end", limit: 1 });
  const eventId = page.status === "page" ? page.events[0]?.id : undefined;
  const { records: waiting } = await storage.get([{ collection: "fan_outs", id: String(eventId) }]);
  expect(waiting[0]?.fields?.audience).not.toBeNull();
  expect(JSON.stringify(waiting)).not.toContain(text);
  await builder.as({ userId: "chief" }).messages.delete({ boardId, roomId, messageId });
  fail(undefined);
  await runtime.advance(10_000);
  expect(await rowsOf(...people)).toEqual(Array(120).fill(0));
  const { records } = await storage.list("jobs", {
    index: "due",
    equals: { status: "waiting" },
    limit: 10,
  });
  expect(records).toEqual([]);
  await taskwire.close();
});

test("a mention edited out during the delivery notifies nobody more; mentioned again, everybody once, with the new text", async () => {
  const { node, call, people, runtime, rowsOf, builder, boardId, roomId, fail } = await crowd(60);
  const taskwire = node();
  await taskwire.open();
  const chief = taskwire.as({ userId: "chief" });
  const edit = (messageId: string, text: string) =>
    chief.messages.edit({ boardId, roomId, messageId, text, confirm: 61 });
  fail(() => new Error("Not yet."));
  const first = await call(taskwire);
  await edit(first.id, "Never mind");
  fail(undefined);
  await runtime.advance(10_000);
  expect(await rowsOf(...people)).toEqual(Array(60).fill(0));
  fail(() => new Error("Not yet."));
  const second = await call(taskwire);
  await edit(second.id, "Never mind");
  await edit(second.id, "@everyone come");
  fail(undefined);
  await runtime.advance(10_000);
  expect(await rowsOf(...people)).toEqual(Array(60).fill(1));
  const { notifications: rows } = await builder.as({ userId: "p1" }).inbox.list();
  expect(rows.map(({ excerpt }) => excerpt)).toEqual(["@everyone come"]);
  await taskwire.close();
});

test("a thousand notifications about a deleted message are resolved without their text within five seconds", async () => {
  const { node, call, people, runtime, storage, boardId, roomId } = await crowd(999);
  const taskwire = node();
  await taskwire.open();
  const { id: messageId } = await call(taskwire);
  await runtime.advance(5_000);
  await taskwire.as({ userId: "chief" }).messages.delete({ boardId, roomId, messageId });
  await runtime.advance(5_000);
  const { records } = await storage.list(notifications.name, {
    index: "about",
    equals: { about: `message:${messageId}` },
    limit: 2_000,
  });
  const resolved = records.filter(
    ({ fields }) => fields.state === "resolved" && fields.excerpt === null,
  );
  expect([records.length, resolved.length]).toEqual([people.length, people.length]);
  await taskwire.close();
});

test("a large group of deciders is asked in batches, and no more of them once somebody has decided", async () => {
  const { storage, fail } = countingStorage();
  const runtime = fakeRuntime();
  const builder = createTaskwire({ storage, runtime, notifications: false });
  await builder.open();
  const { id: boardId } = await builder.system.boards.create({ name: "Chiefs" });
  const people = Array.from({ length: 120 }, (_, i) => `p${i}`);
  for (const id of ["lek", ...people]) {
    await builder.system.users.put({
      id,
      name: id,
      role: id === "lek" ? "ADMIN_LIMITED" : "ADMIN",
    });
    await builder.system.members.add({ boardId, userId: id });
  }
  const taskwire = createTaskwire({ storage, runtime, onError() {} });
  await taskwire.open();
  const rowsOf = async () =>
    (await Promise.all(people.map((userId) => taskwire.as({ userId }).inbox.list()))).map(
      ({ notifications: rows }) => rows.filter(({ state }) => state === "open").length,
    );
  await taskwire.as({ userId: "lek" }).tasks.create({ boardId, title: "First" });
  await runtime.advance(5_000);
  expect(await rowsOf()).toEqual(Array(120).fill(1));
  let commits = 0;
  fail((rows) => (rows >= 20 && ++commits > 1 ? new Error("Not yet.") : undefined));
  const {
    task: { id: taskId },
  } = await taskwire.as({ userId: "lek" }).tasks.create({ boardId, title: "Second" });
  await runtime.settle();
  await decide(taskwire.as({ userId: "p3" }), "reject", { boardId, taskId, reason: "No" });
  fail(undefined);
  await runtime.advance(10_000);
  // A hundred had been asked before the decision. Their requests are resolved, and the other twenty
  // were never asked.
  expect(await rowsOf()).toEqual(Array(120).fill(1));
  await taskwire.close();
});
