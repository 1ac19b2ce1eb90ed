import { describe, expect, test } from "vitest";
import { commandOf } from "../src/log/command.ts";
import type { EventsPage, Storage } from "../src/storage/storage.ts";
import { createTaskwire } from "../src/taskwire.ts";
import { fakeRuntime } from "../src/testing/fake-runtime.ts";
import { rewindableStorage } from "./support/rewindable-storage.ts";
import { connect } from "./support/session-world.ts";

const on = { boardId: "sales" };
const board = "board:sales";
type Frame = { readonly from: number; readonly to: number; readonly cursor: string };

/** A node on a storage that can be restored. Each page of a log has one command. */
async function startWorld() {
  const runtime = fakeRuntime();
  const disk = rewindableStorage();
  const reads = { events: 0, left: Number.POSITIVE_INFINITY, areCut: true };
  let then: (() => Promise<unknown>) | undefined;
  const storage: Storage = {
    ...disk,
    async events(query) {
      // Only jobs read backwards.
      if (!query.after) return disk.events(query);
      reads.events++;
      if (reads.left-- <= 0) return new Promise(() => {});
      const whole = await disk.events(query);
      const page = reads.areCut ? cut(whole) : whole;
      const meanwhile = then;
      then = undefined;
      await meanwhile?.();
      return page;
    },
    async close() {},
  };
  const limits = { pingMs: 20_000, callsPerSecond: 1_000, callBurst: 1_000 };
  const start = () => createTaskwire({ storage, runtime, limits, onError() {} });
  const node = start();
  await node.open();
  const { system } = node;
  const people = { dao: "ADMIN", lek: "ADMIN_LIMITED", mai: "ADMIN" } as const;
  for (const [id, role] of Object.entries(people))
    await system.users.put({ id, name: `Name of ${id}`, role });
  await system.boards.create({ id: "sales", name: "Sales" });
  for (const userId of ["dao", "lek", "mai"]) await system.members.add({ ...on, userId });
  await system.rooms.create({ ...on, id: "showroom", name: "Showroom", memberIds: ["dao", "mai"] });

  /** The frames that a client gets which comes back with a cursor. */
  async function framesAfter(after: string, userId: string, topic: string, at = start()) {
    const connection = await connect({ taskwire: at, runtime }, userId);
    connection.send({ type: "subscribe", topic, after });
    await runtime.settle();
    connection.end();
    return connection;
  }
  return {
    ...{ runtime, disk, node, start, framesAfter },
    /** How often a log was read forwards. After `left` more such reads, the storage does not answer. */
    reads,
    /** Runs a command after the next page was read, and before the page arrives. */
    afterPage(run: () => Promise<unknown>) {
      then = run;
    },
  };
}

/** Cuts a page behind the first event of its second command. The reader then takes the first command alone. */
function cut(page: EventsPage): EventsPage {
  if (page.status === "gone") return page;
  const [first] = page.events;
  const second = page.events.findIndex((event) => first && commandOf(event) !== commandOf(first));
  return second < 0 ? page : { ...page, events: page.events.slice(0, second + 1), cut: true };
}

type World = Awaited<ReturnType<typeof startWorld>>;

/** Data in a log, and a later command that removes it. */
interface Case {
  readonly name: string;
  readonly topic: string;
  readonly reader: string;
  /** Writes the data. Returns the later command. */
  readonly write: (world: World) => Promise<() => Promise<unknown>>;
}

const as = ({ node }: World, userId: string) => node.as({ userId });

const cases: readonly Case[] = [
  {
    ...{ name: "the name of an erased person", topic: board, reader: "dao" },
    async write({ node }) {
      await node.system.users.put({ id: "mai", name: "Mai of Chiang Mai", role: "ADMIN" });
      return () => node.users.erase("mai");
    },
  },
  {
    ...{ name: "a deleted task", topic: board, reader: "dao" },
    async write(world) {
      const dao = as(world, "dao");
      const { task } = await dao.tasks.create({ ...on, title: "Sell" });
      return () => dao.tasks.delete({ ...on, taskId: task.id });
    },
  },
  {
    ...{ name: "a deleted comment", topic: board, reader: "dao" },
    async write(world) {
      const dao = as(world, "dao");
      const { task } = await dao.tasks.create({ ...on, title: "Sell" });
      const at = { ...on, taskId: task.id };
      const comment = await dao.comments.post({ ...at, text: "Our limit" });
      return () => dao.comments.delete({ ...at, commentId: comment.id });
    },
  },
  {
    ...{ name: "a deleted message", topic: "room:showroom", reader: "dao" },
    async write(world) {
      const at = { ...on, roomId: "showroom" };
      const message = await as(world, "mai").messages.post({ ...at, text: "Our limit" });
      return () => as(world, "mai").messages.delete({ ...at, messageId: message.id });
    },
  },
  {
    ...{ name: "the notification about a deleted message", topic: "user:dao", reader: "dao" },
    async write(world) {
      const at = { ...on, roomId: "showroom" };
      const message = await as(world, "mai").messages.post({
        ...at,
        text: "Our limit, @Name of dao",
      });
      return () => as(world, "mai").messages.delete({ ...at, messageId: message.id });
    },
  },
  {
    ...{ name: "the events of a task that the reader has lost", topic: board, reader: "lek" },
    async write(world) {
      const dao = as(world, "dao");
      const make = async (title: string) => {
        const { task } = await as(world, "mai").tasks.create({ ...on, title });
        const at = { ...on, taskId: task.id };
        await dao.tasks.approve({ ...at, version: task.version });
        const { subtask } = await dao.subtasks.create({ ...at, title, assigneeId: "lek" });
        return { ...at, subtaskId: subtask.id };
      };
      const lost = await make("Ask");
      await make("Call");
      return () => dao.subtasks.assign({ ...lost, assigneeId: "mai" });
    },
  },
];

const opened = async (world: World, { topic, reader }: Case): Promise<string> => {
  const person = as(world, reader);
  const answer = topic.startsWith("room:")
    ? await person.rooms.open({ ...on, roomId: "showroom" })
    : topic.startsWith("user:")
      ? await person.inbox.open()
      : await person.boards.open(on);
  return answer.cursor;
};

/** The cursors of the frames with events up to a number. */
const cursorsOf = (frames: readonly object[], upTo: number): readonly string[] =>
  (frames as readonly Frame[]).filter(({ to }) => to <= upTo).map(({ cursor }) => cursor);

/**
 * Writes and empties the events of a case. `returning` are the cursors of a person who comes back later,
 * and `live` those of a person who follows on another node. `moment` is the moment between.
 */
async function play(one: Case) {
  const world = await startWorld();
  const cursor = await opened(world, one);
  const behind = await connect({ taskwire: world.start(), runtime: world.runtime }, one.reader);
  behind.send({ type: "subscribe", topic: one.topic });
  await world.runtime.settle();
  const empty = await one.write(world);
  await world.runtime.settle();
  const moment = world.disk.moment();
  const [head] = await world.disk.heads([one.topic]);
  await empty();
  // The poll of the heads.
  await world.runtime.advance(2_500);
  const back = await world.framesAfter(cursor, one.reader, one.topic);
  behind.end();
  const upTo = head?.number ?? 0;
  return {
    ...world,
    moment,
    returning: cursorsOf(back.of("events"), upTo),
    live: cursorsOf(behind.of("events"), upTo),
  };
}

describe("a client that has read without its data what a later event empties", () => {
  test.for(cases)("must reload if the storage lost that event: $name", async (one) => {
    const { returning, live, disk, moment, framesAfter } = await play(one);
    for (const cursors of [returning, live]) expect(cursors.length).toBeGreaterThan(0);
    await disk.rewind(moment);
    for (const cursor of [...returning, ...live]) {
      const { frames } = await framesAfter(cursor, one.reader, one.topic);
      expect(frames.slice(1)).toEqual([{ type: "reload", topic: one.topic, reason: "gone" }]);
    }
  });

  test.for(cases)("continues if the storage still has that event: $name", async (one) => {
    const { returning, live, disk, framesAfter } = await play(one);
    const [head] = await disk.heads([one.topic]);
    for (const cursor of [...returning, ...live]) {
      const frames = await framesAfter(cursor, one.reader, one.topic);
      // A client that shares its connection takes this cursor, so it has to say the same.
      expect(frames.of("subscribed")).toMatchObject([{ cursor }]);
      expect(frames.of("reload")).toEqual([]);
      expect(frames.of("events").at(-1)).toMatchObject({ to: head?.number });
    }
  });

  test("must reload if it lost a task only after the events were read", async () => {
    const world = await startWorld();
    const [one] = cases.slice(-1) as [Case];
    const cursor = await opened(world, one);
    const take = await one.write(world);
    const moment = world.disk.moment();
    const [head] = await world.disk.heads([board]);
    world.reads.areCut = false;
    world.afterPage(take);
    const frames = await world.framesAfter(cursor, "lek", board);
    const cursors = cursorsOf(frames.of("events"), head?.number ?? 0);
    expect(cursors.length).toBeGreaterThan(0);
    await world.disk.rewind(moment);
    for (const one of cursors)
      expect((await world.framesAfter(one, "lek", board)).of("reload")).toHaveLength(1);
  });

  test("must reload if a ping gave it the position in between", async () => {
    const world = await startWorld();
    const behind = await connect({ taskwire: world.start(), runtime: world.runtime }, "lek");
    behind.send({ type: "subscribe", topic: board });
    await world.runtime.settle();
    // Lek is not allowed to see this task, so no frame tells him of it.
    const { task } = await as(world, "mai").tasks.create({ ...on, title: "Sell" });
    const moment = world.disk.moment();
    const [head] = await world.disk.heads([board]);
    await as(world, "mai").tasks.delete({ ...on, taskId: task.id });
    world.reads.left = 1;
    await world.runtime.advance(25_000);
    world.reads.left = Number.POSITIVE_INFINITY;
    expect(behind.of("events")).toEqual([]);
    const [ping] = behind.of("ping") as unknown as {
      heads: { [topic: string]: { to: number; cursor: string } };
    }[];
    const { to, cursor = "" } = ping?.heads[board] ?? {};
    expect(to).toBe(head?.number);
    await world.disk.rewind(moment);
    expect((await world.framesAfter(cursor, "lek", board)).of("reload")).toHaveLength(1);
  });
});

test("a client that comes back gets all that was in the log, even if the node has not heard of it", async () => {
  const world = await startWorld();
  const dao = as(world, "dao");
  const { cursor } = await dao.boards.open(on);
  const { task } = await dao.tasks.create({ ...on, title: "Sell" });
  const late = world.start();
  const other = await connect({ taskwire: late, runtime: world.runtime }, "mai");
  other.send({ type: "subscribe", topic: board });
  await world.runtime.settle();
  await dao.tasks.delete({ ...on, taskId: task.id });
  const frames = await world.framesAfter(cursor, "dao", board, late);
  const [head] = await world.disk.heads([board]);
  expect(frames.of("events").at(-1)).toMatchObject({ to: head?.number });
});

test("a client that comes back costs one read of the log, and two if it was in the middle of the log", async () => {
  const world = await startWorld();
  const dao = as(world, "dao");
  const { cursor } = await dao.boards.open(on);
  const readsAfter = async (after: string) => {
    world.reads.events = 0;
    const frames = await world.framesAfter(after, "dao", board);
    return { reads: world.reads.events, cursors: cursorsOf(frames.of("events"), 1_000) };
  };
  expect(await readsAfter(cursor)).toEqual({ reads: 1, cursors: [] });
  for (const name of ["Showroom", "Garage"]) await dao.boards.edit({ ...on, name });
  // The two commands are on two pages.
  const { reads, cursors } = await readsAfter(cursor);
  expect(reads).toBe(2);
  const [middle = "", end = ""] = cursors;
  expect(await readsAfter(middle)).toMatchObject({ reads: 2 });
  expect(await readsAfter(end)).toEqual({ reads: 1, cursors: [] });
});
