import { expect, test } from "vitest";
import { connect } from "./support/session-world.ts";
import { type SignalNode, type SignalWorld, startNodes } from "./support/signal-world.ts";

const topic = "board:sales";

async function follower(node: SignalNode, userId: string) {
  const connection = await connect(node, userId);
  connection.send({ type: "subscribe", topic });
  await node.runtime.settle();
  return connection;
}

/** Creates a task that involves Lek, but not Mai. */
async function taskOf(world: SignalWorld, userId = "lek"): Promise<string> {
  const {
    task: { id },
  } = await world.at(0).taskwire.as({ userId }).tasks.create({ boardId: "sales", title: "Car" });
  await world.runtime.settle();
  return id;
}

const frame = (userId: string, subject?: string) => ({
  type: "typing",
  topic,
  ...(subject !== undefined && { subject }),
  user: { id: userId, name: `Name of ${userId}` },
});

test("typing is shown once to all others, on all nodes, and never to the typist", async () => {
  const world = await startNodes(2);
  const [dao, daoElsewhere] = [
    await follower(world.at(0), "dao"),
    await follower(world.at(1), "dao"),
  ];
  const others = [
    await follower(world.at(0), "nok"),
    await follower(world.at(1), "nok"),
    await follower(world.at(1), "lek"),
  ];
  const before = world.commits;
  dao.send({ type: "typing", topic });
  await world.runtime.advance(30_000);
  for (const other of others) expect(other.of("typing")).toEqual([frame("dao")]);
  expect([dao, daoElsewhere].flatMap((own) => own.of("typing"))).toEqual([]);
  expect(world.commits).toBe(before);
});

test("typing a comment is shown to users who see the task", async () => {
  const world = await startNodes(2);
  const taskId = await taskOf(world);
  const people = ["dao", "nok", "lek", "mai"];
  const here = await Promise.all(people.map((userId) => follower(world.at(0), userId)));
  const there = await Promise.all(people.map((userId) => follower(world.at(1), userId)));
  here[0]?.send({ type: "typing", topic, subject: taskId });
  await world.runtime.settle();
  const seen = (all: typeof here) => all.map((connection) => connection.of("typing"));
  const one = [frame("dao", taskId)];
  expect(seen(here)).toEqual([[], one, one, []]);
  expect(seen(there)).toEqual([[], one, one, []]);
  there[2]?.send({ type: "typing", topic, subject: taskId });
  await world.runtime.settle();
  expect(here[1]?.of("typing").at(-1)).toEqual(frame("lek", taskId));
});

test("typing about a task that is missing, on another board or hidden from the sender is not passed on", async () => {
  const world = await startNodes(1);
  const taskId = await taskOf(world);
  const nok = await follower(world.at(0), "nok");
  const [dao, mai] = [await follower(world.at(0), "dao"), await follower(world.at(0), "mai")];
  const other = await world.at(0).taskwire.as({ userId: "dao" }).boards.create({ name: "Other" });
  const { task: elsewhere } = await world
    .at(0)
    .taskwire.as({ userId: "dao" })
    .tasks.create({ boardId: other.id, title: "Bus" });
  dao.send({ type: "typing", topic, subject: "none" });
  dao.send({ type: "typing", topic, subject: elsewhere.id });
  mai.send({ type: "typing", topic, subject: taskId });
  await world.runtime.settle();
  expect(nok.of("typing")).toEqual([]);
  // The sender does not learn which of these it was.
  expect([...dao.frames, ...mai.frames].filter(({ type }) => type === "error")).toEqual([]);
});

test("only users who follow the topic send and receive typing", async () => {
  const world = await startNodes(2);
  const nok = await follower(world.at(0), "nok");
  const [dao, mia] = [await connect(world.at(0), "dao"), await follower(world.at(1), "mia")];
  dao.send({ type: "typing", topic });
  mia.send({ type: "typing", topic });
  nok.send({ type: "typing", topic });
  await world.runtime.settle();
  expect([nok, dao, mia].flatMap((one) => one.of("typing"))).toEqual([]);
});

test("the members of a room see each other's typing and presence, and nobody else does", async () => {
  const world = await startNodes(2);
  const { id: roomId } = await world
    .at(0)
    .taskwire.as({ userId: "dao" })
    .rooms.create({ boardId: "sales", name: "Showroom", memberIds: ["lek"] });
  const room = `room:${roomId}`;
  const inRoom = async (node: SignalNode, userId: string) => {
    const connection = await connect(node, userId);
    connection.send({ type: "subscribe", topic: room });
    connection.send({ type: "presence", topic: room, on: true });
    await world.runtime.advance(2_000);
    return connection;
  };
  const [dao, lek, nok] = [
    await inRoom(world.at(0), "dao"),
    await inRoom(world.at(1), "lek"),
    await inRoom(world.at(0), "nok"),
  ];
  nok.send({ type: "typing", topic: room });
  dao.send({ type: "typing", topic: room, subject: "anything" });
  dao.send({ type: "typing", topic: room });
  await world.runtime.settle();
  expect(lek.of("typing")).toEqual([{ ...frame("dao"), topic: room }]);
  expect([...dao.of("typing"), ...nok.of("typing"), ...nok.of("presence")]).toEqual([]);
  expect(dao.of("presence").at(-1)).toMatchObject({
    count: 2,
    users: [{ id: "dao" }, { id: "lek" }],
  });
});

test("after a removal the user neither gets nor sends typing", async () => {
  const world = await startNodes(2);
  const [dao, nok] = [await follower(world.at(0), "dao"), await follower(world.at(1), "nok")];
  const removed = world.system.members.remove({ boardId: "sales", userId: "nok" });
  await removed;
  await world.runtime.settle();
  dao.send({ type: "typing", topic });
  nok.send({ type: "typing", topic });
  await world.runtime.settle();
  expect([...dao.of("typing"), ...nok.of("typing")]).toEqual([]);
});

test("typing of a user who leaves while the task is read is dropped", async () => {
  const world = await startNodes(1);
  const taskId = await taskOf(world);
  const [dao, nok] = [await follower(world.at(0), "dao"), await follower(world.at(0), "nok")];
  nok.send({ type: "typing", topic, subject: taskId });
  nok.send({ type: "unsubscribe", topic });
  await world.runtime.settle();
  expect(dao.of("typing")).toEqual([]);
});

test("ten signals a second are passed on, and the others are dropped silently", async () => {
  const world = await startNodes(1);
  const [dao, nok] = [await follower(world.at(0), "dao"), await follower(world.at(0), "nok")];
  const before = dao.frames.length;
  for (let i = 0; i < 50; i++) dao.send({ type: "typing", topic });
  await world.runtime.settle();
  expect(nok.of("typing")).toHaveLength(10);
  await world.runtime.advance(1_000);
  for (let i = 0; i < 50; i++) dao.send({ type: "typing", topic });
  await world.runtime.settle();
  expect(nok.of("typing")).toHaveLength(20);
  expect(dao.frames).toHaveLength(before);
});

test("an invalid subject is answered with an error, and reaches nobody", async () => {
  const world = await startNodes(1);
  const [dao, nok] = [await follower(world.at(0), "dao"), await follower(world.at(0), "nok")];
  for (const subject of ["x".repeat(2_000), "a b", "__proto__", 7])
    dao.send({ type: "typing", topic, subject });
  await world.runtime.settle();
  expect(dao.of("error").map(({ error }) => (error as { code: string }).code)).toEqual(
    Array(4).fill("invalid"),
  );
  expect(nok.of("typing")).toEqual([]);
});

test("typing shows the user's current name", async () => {
  const world = await startNodes(2);
  const [dao, nok] = [await follower(world.at(0), "dao"), await follower(world.at(1), "nok")];
  await world.system.users.put({ id: "dao", name: "ดาว", role: "ADMIN" });
  await world.runtime.settle();
  dao.send({ type: "typing", topic });
  await world.runtime.settle();
  expect(nok.of("typing")).toEqual([{ ...frame("dao"), user: { id: "dao", name: "ดาว" } }]);
});

test("a client that reads nothing gets no signals on top of the waiting data", async () => {
  const world = await startNodes(1);
  const dao = await follower(world.at(0), "dao");
  const nok = await connect(world.at(0), "nok", { takes: false });
  nok.send({ type: "subscribe", topic });
  await world.runtime.settle();
  const description = "x".repeat(8_000);
  for (let i = 0; i < 10; i++)
    await world
      .at(0)
      .taskwire.as({ userId: "dao" })
      .tasks.create({ boardId: "sales", title: "x", description });
  await world.runtime.settle();
  const before = nok.buffered;
  dao.send({ type: "typing", topic });
  await world.runtime.settle();
  expect(nok.buffered).toBe(before);
});

test("invalid messages on the channel are dropped, and the node continues", async () => {
  const world = await startNodes(1);
  const [dao, nok] = [await follower(world.at(0), "dao"), await follower(world.at(0), "nok")];
  const before = nok.frames.length;
  const user = { id: "dao", name: "Dao" };
  const garbage = [
    "x",
    "{",
    "[]",
    "null",
    "7",
    "{}",
    '{"from":"a"}',
    "[".repeat(100_000),
    JSON.stringify({ from: "a", type: "typing", user, to: null, extra: 1 }),
    JSON.stringify({ from: "a", type: "typing", user: { id: "a\nb", name: "x" }, to: null }),
    JSON.stringify({
      from: "a",
      type: "typing",
      user: { id: "a", name: "x".repeat(10_000) },
      to: null,
    }),
    JSON.stringify({ from: "a", type: "typing", user, to: { length: { toString: 1 } } }),
    JSON.stringify({ from: "a", type: "typing", user, subject: "\0", to: null }),
    JSON.stringify({ from: "a", type: "present", n: -1, users: [], asks: false }),
    JSON.stringify({ from: "a", type: "present", n: 1, users: [["nok"]], asks: false }),
    JSON.stringify({ from: "a", type: "present", n: 1, users: { nok: "Nok" }, asks: false }),
    JSON.stringify({ from: "a", type: "typing", user, to: null }).padEnd(5_000_000),
  ];
  for (let i = 0; i < 10_000; i++) {
    // The long ones are sent once, because the test is about their content, not about parsing time.
    const message = garbage[i < garbage.length ? i : i % 7] as string;
    world.transport.publish(`signal:${topic}`, message);
  }
  await world.runtime.settle();
  expect(nok.frames).toHaveLength(before);
  dao.send({ type: "typing", topic });
  await world.runtime.settle();
  expect(nok.of("typing")).toHaveLength(1);
});

test("10,000 forged signals reach a client as at most 100 at once", async () => {
  const world = await startNodes(1);
  const nok = await follower(world.at(0), "nok");
  const message = JSON.stringify({
    from: "a",
    type: "typing",
    user: { id: "dao", name: "Dao" },
    to: null,
  });
  for (let i = 0; i < 10_000; i++) world.transport.publish(`signal:${topic}`, message);
  expect(nok.of("typing")).toHaveLength(100);
});
