import { describe, expect, test } from "vitest";
import { defaultLimits } from "../src/protocol/limits.ts";
import { PersonBudgets } from "../src/session/budget/person-budgets.ts";
import { fakeRuntime } from "../src/testing/fake-runtime.ts";
import { connect, startWorld, type World } from "./support/session-world.ts";

const limits = {
  callsPerSecond: 1,
  callBurst: 10,
  bytesPerCall: 4_096,
  rowsPerCall: 50,
  pingMs: 1e9,
};
const boardId = "sales";

/** Makes the answer of `boards.open` cost more than a burst. */
async function fill(world: World): Promise<void> {
  const description = "x".repeat(4_000);
  for (let i = 0; i < 30; i++)
    await world.as("dao", "tasks.create", { boardId, title: `task ${i}`, description });
}

type Connection = Awaited<ReturnType<typeof connect>>;

const open = (connection: Connection, id: number) =>
  connection.send({ type: "call", id, operation: "boards.open", input: { boardId } });
const me = (connection: Connection, id: number) =>
  connection.send({ type: "call", id, operation: "users.me", input: {} });
const answered = (connection: Connection) =>
  connection.of("result").filter(({ error }) => error === undefined).length;
const retryTimes = (connection: Connection) =>
  connection
    .of("result")
    .flatMap(({ error }) => (error ? [(error as Refusal).details.retryAfterMs] : []));
interface Refusal {
  readonly details: { readonly retryAfterMs: number };
}

describe("the cost of calls (H2)", () => {
  test("three connections that open a large board are charged together, and another person is not held up", async () => {
    const world = await startWorld({ ...limits, bytesPerCall: 1_000 });
    await fill(world);
    const hostile = [];
    for (let i = 0; i < 3; i++) hostile.push(await connect(world, "dao"));
    const other = await connect(world, "lek");
    for (let id = 0; id < 8; id++) {
      for (const connection of hostile) open(connection, id);
      me(other, id);
    }
    await world.runtime.settle();
    expect(answered(other)).toBe(8);
    const all = hostile.map(answered).reduce((sum, count) => sum + count);
    expect(all).toBe(1);
    // The answer cost 29 calls or more, of a burst of 10.
    expect(Math.max(...hostile.flatMap(retryTimes))).toBeGreaterThan(15_000);
  });

  test("a large answer of a command is charged too", async () => {
    const world = await startWorld({ ...limits, bytesPerCall: 100 });
    const dao = await connect(world, "dao");
    const input = { boardId, title: "A long task", description: "x".repeat(4_000) };
    dao.send({ type: "call", id: 1, operation: "tasks.create", input, key: "long-task-00001" });
    await world.runtime.settle();
    me(dao, 2);
    await world.runtime.settle();
    expect(answered(dao)).toBe(1);
    expect(Math.max(...retryTimes(dao))).toBeGreaterThan(30_000);
  });

  test("after a large answer the person waits until its cost is paid, and for no longer than six bursts", async () => {
    const world = await startWorld({ ...limits, bytesPerCall: 10 });
    await fill(world);
    const dao = await connect(world, "dao");
    open(dao, 1);
    await world.runtime.settle();
    me(dao, 2);
    await world.runtime.advance(50_000);
    me(dao, 3);
    await world.runtime.advance(2_000);
    me(dao, 4);
    await world.runtime.settle();
    expect(retryTimes(dao)).toEqual([51_000, 1_000]);
    expect(answered(dao)).toBe(2);
  });

  test("one answer of a person is computed at a time, over all connections", async () => {
    const world = await startWorld();
    await fill(world);
    const [one, two] = [await connect(world, "dao"), await connect(world, "dao")];
    const other = await connect(world, "lek");
    const release = world.hold("list");
    open(one, 1);
    await world.runtime.settle();
    const before = world.calls("list");
    // Another question: the same one would share the answer of the first.
    two.send({ type: "call", id: 1, operation: "rooms.list", input: { boardId } });
    await world.runtime.settle();
    expect(world.calls("list")).toBe(before);
    me(other, 1);
    const key = "board-edit-0001";
    const input = { boardId, name: "New name" };
    two.send({ type: "call", id: 2, operation: "boards.edit", input, key });
    await world.runtime.settle();
    expect([answered(other), two.of("result").map(({ id }) => id)]).toEqual([1, [2]]);
    release();
    // The board has changed, so the first query reads it again.
    await world.runtime.advance(1_000);
    expect([answered(one), answered(two)]).toEqual([1, 2]);
  });

  test("calls in process are not charged", async () => {
    const world = await startWorld(limits);
    await fill(world);
    for (let i = 0; i < 20; i++) await world.as("dao", "boards.open", { boardId });
    const dao = await connect(world, "dao");
    for (let id = 0; id < 5; id++) me(dao, id);
    await world.runtime.settle();
    expect(answered(dao)).toBe(5);
  });

  test("records that are read cost calls, also if the answer is small", async () => {
    const world = await startWorld({ ...limits, bytesPerCall: 1e9, rowsPerCall: 0.5 });
    await fill(world);
    const dao = await connect(world, "dao");
    open(dao, 1);
    me(dao, 2);
    await world.runtime.settle();
    me(dao, 3);
    await world.runtime.settle();
    expect(retryTimes(dao).at(-1)).toBeGreaterThan(3_000);
  });

  test("a replay is charged, and subscriptions wait until a debt is paid (H3)", async () => {
    const world = await startWorld({ ...limits, bytesPerCall: 200 });
    const cursor = await world.cursor();
    await fill(world);
    const dao = await connect(world, "dao");
    const topic = `board:${boardId}`;
    dao.send({ type: "subscribe", topic, after: cursor });
    await world.runtime.settle();
    expect(dao.of("events").length).toBeGreaterThan(0);
    const events = world.calls("events");
    for (let i = 0; i < 20; i++) {
      dao.send({ type: "unsubscribe", topic });
      dao.send({ type: "subscribe", topic, after: cursor });
    }
    await world.runtime.settle();
    expect(dao.of("subscribed")).toHaveLength(1);
    expect(world.calls("events")).toBe(events);
    me(dao, 1);
    await world.runtime.settle();
    expect(retryTimes(dao).length).toBe(1);
    await world.runtime.advance(60_000);
    expect(dao.of("subscribed")).toHaveLength(2);
  });
});

describe("a person's budget is kept over a reconnect (H4)", () => {
  test("reconnecting 50 times doesn't give 50 bursts", async () => {
    const world = await startWorld(limits);
    let calls = 0;
    for (let i = 0; i < 50; i++) {
      const dao = await connect(world, "dao");
      for (let id = 0; id < 10; id++) me(dao, id);
      await world.runtime.settle();
      calls += answered(dao);
      dao.end();
    }
    expect(calls).toBeLessThanOrEqual(limits.callBurst);
  });

  test("reconnecting without a pause is refused in the end, and works again later", async () => {
    const world = await startWorld(limits);
    const codes = new Set<number | undefined>();
    for (let i = 0; i < 50; i++) {
      const dao = await connect(world, "dao");
      codes.add(dao.closed);
      dao.end();
    }
    expect(codes).toEqual(new Set([undefined, 4004]));
    const lek = await connect(world, "lek");
    expect(lek.closed).toBeUndefined();
    await world.runtime.advance(20_000);
    expect((await connect(world, "dao")).closed).toBeUndefined();
  });

  test("reconnecting doesn't give more frames", async () => {
    const world = await startWorld({ ...limits, topics: 8 });
    let frames = 0;
    for (let i = 0; i < 10; i++) {
      const dao = await connect(world, "dao");
      for (; dao.closed === undefined && frames < 1_000; frames++) dao.send({ type: "pong" });
      dao.end();
    }
    expect(frames).toBeLessThanOrEqual(5 * limits.callBurst + 32 + 8 + 10);
  });
});

test("the answer to a ping is free, but only one frame for each ping", async () => {
  const world = await startWorld({ ...limits, pingMs: 10_000, topics: 8 });
  const idle = await connect(world, "dao");
  const busy = await connect(world, "dao");
  await world.runtime.advance(12_000);
  while (busy.closed === undefined) busy.send({ type: "pong" });
  idle.send({ type: "pong" });
  expect(idle.closed).toBeUndefined();
  idle.send({ type: "pong" });
  expect(idle.closed).toBeDefined();
});

describe("people who are remembered", () => {
  const setup = () => {
    const runtime = fakeRuntime();
    return { runtime, budgets: new PersonBudgets({ ...defaultLimits, ...limits }, runtime) };
  };

  test("a person without a full budget is remembered, and the others are forgotten", async () => {
    const { runtime, budgets } = setup();
    let taken = 0;
    for (let second = 0; second < 600; second++) {
      if (budgets.takeCall("dao") === 0) taken++;
      budgets.takeCall(`guest-${second}`);
      await runtime.advance(500);
    }
    // A debt of five bursts and a full bucket are a minute. The map has two such periods.
    expect(budgets.size).toBeLessThanOrEqual(2 * 120 + 2);
    expect(taken).toBeLessThanOrEqual(10 + 300);
  });

  test("everybody is forgotten, also if nobody does anything any more", async () => {
    const { runtime, budgets } = setup();
    for (let guest = 0; guest < 100; guest++) budgets.takeCall(`guest-${guest}`);
    for (let minute = 0; minute < 3; minute++) {
      await runtime.advance(60_000);
      budgets.tick();
    }
    expect(budgets.size).toBe(0);
  });

  test("a debt is not forgotten before it is paid", async () => {
    const { runtime, budgets } = setup();
    budgets.charge("dao", 1e9);
    let waited = 0;
    for (; budgets.takeCall("dao") > 0; waited++) await runtime.advance(1_000);
    expect(waited).toBe(51);
    budgets.charge("nok", 1e9);
    await runtime.advance(50_000);
    expect(budgets.takeCall("nok")).toBe(1_000);
  });
});
