import { expect, onTestFinished, test } from "vitest";
import { memoryStorage } from "../src/storage/memory.ts";
import { createTaskwire } from "../src/taskwire.ts";
import { fakeRuntime } from "../src/testing/fake-runtime.ts";
import { connect } from "./support/session-world.ts";
import { type SignalNode, type SignalWorld, startNodes } from "./support/signal-world.ts";

type Connection = Awaited<ReturnType<typeof connect>>;

/** A connection that follows its user's own topic, as the list of rooms does. */
async function lister(node: SignalNode, userId: string): Promise<Connection> {
  const connection = await connect(node, userId);
  connection.send({ type: "subscribe", topic: `user:${userId}` });
  await node.runtime.settle();
  return connection;
}

async function roomWith(world: SignalWorld, ...memberIds: string[]): Promise<string> {
  const dao = world.at(0).taskwire.as({ userId: "dao" });
  return (await dao.rooms.create({ boardId: "sales", name: "Showroom", memberIds })).id;
}

const say = (world: SignalWorld, roomId: string, text = "hello") =>
  world.at(0).taskwire.as({ userId: "dao" }).messages.post({ boardId: "sales", roomId, text });

const framesOf = (connection: Connection) =>
  connection.of("rooms").map(({ heads }) => heads as { [roomId: string]: number });
const headsOf = (connection: Connection) => Object.assign({}, ...framesOf(connection));

test("a user who follows their own topic gets the heads of their rooms, and then the changes", async () => {
  const world = await startNodes(2);
  const [one, other] = [await roomWith(world, "nok"), await roomWith(world, "nok")];
  await roomWith(world, "lek");
  const nok = await lister(world.at(1), "nok");
  // The creation, and two members added.
  expect(framesOf(nok)).toEqual([{ [one]: 3, [other]: 3 }]);
  await world.runtime.advance(2_000);
  await say(world, other);
  await world.runtime.settle();
  expect(framesOf(nok).slice(1)).toEqual([{ [other]: 4 }]);
});

test("a node without a transport sends the heads of rooms within a second too", async () => {
  const runtime = fakeRuntime();
  const taskwire = createTaskwire({
    storage: memoryStorage(),
    runtime,
    limits: { pingMs: 60_000 },
  });
  await taskwire.open();
  onTestFinished(() => taskwire.close());
  for (const id of ["dao", "nok"]) await taskwire.system.users.put({ id, name: id, role: "ADMIN" });
  const dao = taskwire.as({ userId: "dao" });
  const { id: boardId } = await dao.boards.create({ name: "Sales" });
  await dao.members.add({ boardId, userId: "nok" });
  const room = await dao.rooms.create({ boardId, name: "Showroom", memberIds: ["nok"] });
  const nok = await connect({ taskwire, runtime }, "nok");
  nok.send({ type: "subscribe", topic: "user:nok" });
  await runtime.settle();
  await runtime.advance(1_100);
  await dao.messages.post({ boardId, roomId: room.id, text: "hello" });
  await runtime.advance(1_000);
  expect(headsOf(nok)).toEqual({ [room.id]: 4 });
});

test("many messages in many rooms are one frame a second", async () => {
  const world = await startNodes(2);
  const rooms = [
    await roomWith(world, "nok"),
    await roomWith(world, "nok"),
    await roomWith(world, "nok"),
  ];
  const nok = await lister(world.at(1), "nok");
  await world.runtime.advance(2_000);
  for (let i = 0; i < 30; i++) {
    for (const roomId of rooms) await say(world, roomId);
    await world.runtime.advance(100);
  }
  await world.runtime.advance(2_000);
  expect(framesOf(nok).length - 1).toBeLessThanOrEqual(5);
  expect(headsOf(nok)).toEqual(Object.fromEntries(rooms.map((roomId) => [roomId, 33])));
});

test("a lost hint is made up for within five seconds", async () => {
  const world = await startNodes(2);
  const roomId = await roomWith(world, "nok");
  const nok = await lister(world.at(1), "nok");
  await world.runtime.advance(2_000);
  world.at(1).cut(true);
  await say(world, roomId);
  await world.runtime.advance(5_000);
  expect(headsOf(nok)).toEqual({ [roomId]: 4 });
});

test("a clock that is set back by an hour delays nothing", async () => {
  const world = await startNodes(1);
  const roomId = await roomWith(world, "nok");
  const nok = await lister(world.at(0), "nok");
  await world.runtime.advance(2_000);
  world.at(0).setBack(3_600_000);
  await say(world, roomId);
  await world.runtime.advance(2_000);
  expect(headsOf(nok)).toEqual({ [roomId]: 4 });
});

test("joining a room adds its head, and a removal ends it at once", async () => {
  const world = await startNodes(2);
  const roomId = await roomWith(world);
  const [nok, dao] = [await lister(world.at(1), "nok"), await lister(world.at(1), "dao")];
  await world.runtime.advance(2_000);
  expect(framesOf(nok)).toEqual([]);
  await world.system.roomMembers.add({ boardId: "sales", roomId, userId: "nok" });
  await world.runtime.advance(2_000);
  expect(headsOf(nok)).toEqual({ [roomId]: 3 });
  // A message from before the removal that was not reported yet is not reported after it.
  await say(world, roomId);
  await world.runtime.settle();
  await say(world, roomId);
  await world.system.roomMembers.remove({ boardId: "sales", roomId, userId: "nok" });
  await world.runtime.settle();
  const before = framesOf(nok).length;
  await say(world, roomId);
  await world.runtime.advance(10_000);
  expect(framesOf(nok).length).toBe(before);
  // Another member is told all the same, and Nok again after returning.
  expect(headsOf(dao)).toEqual({ [roomId]: 7 });
  await world.system.roomMembers.add({ boardId: "sales", roomId, userId: "nok" });
  await world.runtime.advance(2_000);
  expect(headsOf(nok)).toEqual({ [roomId]: 8 });
});

test("a pending head is not sent after the removal", async () => {
  const world = await startNodes(1);
  const roomId = await roomWith(world, "nok");
  await lister(world.at(0), "dao");
  const first = await lister(world.at(0), "nok");
  expect(framesOf(first)).toEqual([]);
  await world.system.roomMembers.remove({ boardId: "sales", roomId, userId: "nok" });
  await world.runtime.advance(10_000);
  expect(framesOf(first)).toEqual([]);
});

test("a user removed from the board gets no more heads of its rooms", async () => {
  const world = await startNodes(1);
  const rooms = [await roomWith(world, "nok"), await roomWith(world, "nok")];
  const nok = await lister(world.at(0), "nok");
  await world.runtime.advance(2_000);
  await world.system.members.remove({ boardId: "sales", userId: "nok" });
  await world.runtime.settle();
  const before = framesOf(nok).length;
  for (const roomId of rooms) await say(world, roomId);
  await world.runtime.advance(10_000);
  expect(framesOf(nok).length).toBe(before);
});

test("heads do not count as followed topics, and only users who follow their own topic get them", async () => {
  const world = await startNodes(1, { topics: 1 });
  const rooms: string[] = [];
  for (let i = 0; i < 5; i++) rooms.push(await roomWith(world, "nok"));
  const [nok, silent] = [await lister(world.at(0), "nok"), await connect(world.at(0), "nok")];
  for (const roomId of rooms) await say(world, roomId);
  await world.runtime.advance(2_000);
  expect(Object.keys(headsOf(nok)).sort()).toEqual(rooms.sort());
  expect(framesOf(silent)).toEqual([]);
  nok.send({ type: "unsubscribe", topic: "user:nok" });
  await world.runtime.settle();
  const before = framesOf(nok).length;
  await say(world, rooms[0] as string);
  await world.runtime.advance(10_000);
  expect(framesOf(nok).length).toBe(before);
});

test("another tab, or one that returns, gets the heads of all rooms", async () => {
  const world = await startNodes(1);
  const roomId = await roomWith(world, "nok");
  const first = await lister(world.at(0), "nok");
  await world.runtime.advance(2_000);
  const second = await lister(world.at(0), "nok");
  expect(headsOf(second)).toEqual({ [roomId]: 3 });
  first.end();
  second.end();
  await say(world, roomId);
  await world.runtime.advance(10_000);
  expect(headsOf(await lister(world.at(0), "nok"))).toEqual({ [roomId]: 4 });
});

test("10,000 forged hints notify nobody, and cost one query a second", async () => {
  const world = await startNodes(1);
  const roomId = await roomWith(world, "nok");
  const nok = await lister(world.at(0), "nok");
  await world.runtime.advance(2_000);
  const [frames, questions] = [framesOf(nok).length, world.headQuestions];
  for (let i = 0; i < 10_000; i++)
    world.transport.publish(
      `room:${roomId}`,
      ["999999999", "x", "-1", "1e9", "{}"][i % 5] as string,
    );
  await world.runtime.advance(1_000);
  expect(framesOf(nok).length).toBe(frames);
  // Includes the hub's own comparisons.
  expect(world.headQuestions - questions).toBeLessThanOrEqual(4);
});

test("while the storage is away no heads are sent, and the missed ones when it is back", async () => {
  const world = await startNodes(2);
  const roomId = await roomWith(world, "nok");
  world.isAway = true;
  const early = await connect(world.at(1), "nok");
  expect(early.closed).toBe(4000);
  world.isAway = false;
  const nok = await lister(world.at(1), "nok");
  await world.runtime.advance(2_000);
  await say(world, roomId);
  world.isAway = true;
  await world.runtime.advance(6_000);
  expect(headsOf(nok)).toEqual({ [roomId]: 3 });
  world.isAway = false;
  await world.runtime.advance(5_000);
  expect(headsOf(nok)).toEqual({ [roomId]: 4 });
});

test("a node that closes no longer listens to rooms", async () => {
  const world = await startNodes(2);
  const roomId = await roomWith(world, "nok");
  await lister(world.at(1), "nok");
  const closed = world.at(1).taskwire.close({ deadlineMs: 0 });
  await world.runtime.advance(1_000);
  await closed;
  const before = world.headQuestions;
  await say(world, roomId);
  await world.runtime.advance(30_000);
  expect(world.headQuestions).toBe(before);
});
