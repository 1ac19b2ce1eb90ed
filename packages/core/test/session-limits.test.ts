import { expect, test } from "vitest";
import { Bucket } from "../src/session/budget/bucket.ts";
import { createTaskwire } from "../src/taskwire.ts";
import { fakeRuntime } from "../src/testing/fake-runtime.ts";
import { connect, startWorld, type World } from "./support/session-world.ts";

const limits = { callsPerSecond: 10, callBurst: 20, callsInFlight: 32, topics: 8 };
// Five for each call of a burst, one for each repeated call and each topic followed again. The
// token took one.
const atOnce = 5 * 20 + 32 + 8 - 1;

/** Makes the board's list of tasks large. */
async function fill(world: World): Promise<void> {
  const description = "x".repeat(8_000);
  for (let i = 0; i < 45; i++)
    await world.as("dao", "tasks.create", { boardId: "sales", title: `task ${i}`, description });
}

test.each([
  ["tokens", { type: "authenticate", token: "lek" }],
  ["subscriptions of others' topics", { type: "subscribe", topic: "board:none" }],
  ["frames of an unknown type", { type: "nothing" }],
  ["pongs", { type: "pong" }],
  ["calls", { type: "call", id: 1, operation: "users.me", input: {} }],
])("a connection that sends too many %s at once is closed with 4004", async (_what, frame) => {
  const world = await startWorld(limits);
  const lek = await connect(world, "lek");
  for (let i = 0; i < atOnce; i++) lek.send(frame);
  expect(lek.closed).toBeUndefined();
  lek.send(frame);
  expect(lek.closed).toBe(4004);
  expect(world.taskwire.sessions.size).toBe(0);
});

test("five frames a second per allowed call are never too many", async () => {
  const world = await startWorld(limits);
  const lek = await connect(world, "lek");
  for (let i = 0; i < 1_000; i++) {
    lek.send({ type: "pong" });
    await world.runtime.advance(20);
  }
  expect(lek.closed).toBeUndefined();
});

test("for a client that reads nothing only a few large results are computed, and the others once it reads", async () => {
  const world = await startWorld();
  await fill(world);
  const dao = await connect(world, "dao", { takes: false });
  const start = world.calls("list");
  await world.as("dao", "tasks.list", { boardId: "sales" });
  const one = world.calls("list") - start;
  for (let id = 0; id < 32; id++)
    dao.send({ type: "call", id, operation: "tasks.list", input: { boardId: "sales" } });
  await world.runtime.settle();
  // Two were sent, and four wait for space.
  expect(world.calls("list") - start - one).toBeLessThanOrEqual(6 * one);
  do {
    await world.runtime.settle();
    expect(dao.buffered).toBeLessThan(500_000);
  } while (dao.take());
  expect(dao.of("result").map(({ id }) => id)).toEqual(Array.from({ length: 32 }, (_, id) => id));
});

test("calls that wait for buffer space are not run if their connection ends", async () => {
  const world = await startWorld();
  await fill(world);
  const dao = await connect(world, "dao", { takes: false });
  for (let id = 0; id < 31; id++)
    dao.send({ type: "call", id, operation: "tasks.list", input: { boardId: "sales" } });
  dao.send({
    type: "call",
    id: 31,
    operation: "boards.edit",
    input: { boardId: "sales", name: "Late" },
    key: "key-00000001",
  });
  await world.runtime.settle();
  dao.end();
  await world.runtime.settle();
  expect(JSON.parse(await world.as("dao", "boards.open", { boardId: "sales" })).board.name).toBe(
    "Sales",
  );
});

test("a bucket fills over time, and a clock that is set back takes nothing out of it", () => {
  const bucket = new Bucket(1, 2, 10_000);
  expect([bucket.take(10_000), bucket.take(10_000), bucket.take(10_000)]).toEqual([0, 0, 1_000]);
  expect(bucket.take(11_000)).toBe(0);
  expect(bucket.take(1_000)).toBe(1_000);
  expect(bucket.take(2_000)).toBe(0);
});

test.for([100, 2_000])(
  "a clock that is set back by an hour after %i ms neither keeps a dead connection nor stops the pings",
  async (after) => {
    const runtime = fakeRuntime();
    let skew = 0;
    const taskwire = createTaskwire({
      runtime: { ...runtime, now: () => runtime.now() + skew },
      limits: { pingMs: 4_000, pongMs: 3_000, authenticationMs: 5_000 },
    });
    await taskwire.open();
    await taskwire.system.users.put({ id: "dao", name: "Dao", role: "ADMIN" });
    const open = () => {
      const frames: string[] = [];
      const link = {
        send: (frame: string | { text: string }) =>
          void frames.push(JSON.parse(typeof frame === "string" ? frame : frame.text).type),
        buffered: () => 0,
        drained: async () => {},
        close: (code: number) => void frames.push(String(code)),
      };
      return {
        frames,
        session: taskwire.sessions.connect(link, { authenticate: async () => ({ userId: "dao" }) }),
      };
    };
    const [talking, dead, silent] = [open(), open(), open()];
    for (const { session } of [talking, dead])
      session.receive(JSON.stringify({ type: "authenticate", token: "dao" }));
    await runtime.advance(after);
    skew = -3_600_000;
    for (let second = 0; second < 11; second++) {
      await runtime.advance(1_000);
      talking.session.receive(JSON.stringify({ type: "pong" }));
    }
    expect(silent.frames).toEqual(["4005"]);
    expect(dead.frames.at(-1)).toBe("4002");
    expect(talking.frames.filter((type) => type === "ping").length).toBeGreaterThanOrEqual(2);
  },
);

test("closing the sessions twice resolves both times", async () => {
  const world = await startWorld();
  await connect(world, "dao");
  await connect(world, "nok");
  const both = Promise.all([
    world.taskwire.sessions.close({ deadlineMs: 1_000 }),
    world.taskwire.sessions.close(),
  ]);
  await world.runtime.advance(1_000);
  await both;
});

test("closing a node twice closes it once, and resolves both times", async () => {
  const world = await startWorld();
  let closings = 0;
  const { close } = world.transport;
  world.transport.close = () => {
    closings++;
    return close();
  };
  await connect(world, "dao");
  const both = Promise.all([world.taskwire.close({ deadlineMs: 0 }), world.taskwire.close()]);
  await world.runtime.settle();
  await both;
  expect(closings).toBe(1);
});

test("the last commit is hinted before the transport is closed, and nothing afterwards", async () => {
  const world = await startWorld();
  const published: string[] = [];
  let isClosed = false;
  const { publish, close } = world.transport;
  world.transport.publish = (channel, message) => {
    published.push(isClosed ? "late" : `${channel} ${message}`);
    publish(channel, message);
  };
  world.transport.close = () => {
    isClosed = true;
    return close();
  };
  await world.runtime.settle();
  published.length = 0;
  await world.system("boards.edit", { boardId: "sales", name: "Last" });
  const head = await world.head();
  await world.taskwire.close();
  await world.runtime.settle();
  expect(published).toEqual([`board:sales ${head}`]);
});
