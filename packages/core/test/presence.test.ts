import { expect, test } from "vitest";
import { connect } from "./support/session-world.ts";
import { type SignalNode, type SignalWorld, startNodes } from "./support/signal-world.ts";

const topic = "board:sales";
const channel = `signal:${topic}`;

async function follower(node: SignalNode, userId: string, { watches = false } = {}) {
  const connection = await connect(node, userId);
  connection.send({ type: "subscribe", topic });
  if (watches) connection.send({ type: "presence", topic, on: true });
  await node.runtime.settle();
  return connection;
}

type Follower = Awaited<ReturnType<typeof follower>>;
type Shown = {
  readonly count: number;
  readonly users?: readonly { readonly id: string; readonly name: string }[];
};

const shownTo = (connection: Follower) => connection.of("presence") as unknown as readonly Shown[];
const lastOf = (connection: Follower) =>
  shownTo(connection)
    .at(-1)
    ?.users?.map(({ id }) => id);
/** A message with which a node announces its people. */
const told = (from: string, n: number, ...ids: string[]) =>
  JSON.stringify({
    from,
    type: "present",
    n,
    users: ids.map((id) => [id, `Name of ${id}`]),
    asks: false,
  });
/** A node's messages on the channel, latest last. */
const saidBy = (world: SignalWorld, userId: string) =>
  world.said.filter(({ channel: on, message }) => on === channel && message.includes(userId));

test("a user who requests presence gets all followers of the topic at once, from all nodes", async () => {
  const world = await startNodes(3);
  await follower(world.at(0), "nok");
  await follower(world.at(1), "lek");
  const dao = await follower(world.at(0), "dao", { watches: true });
  const names = (ids: string[]) => ids.map((id) => ({ id, name: `Name of ${id}` }));
  expect(shownTo(dao)).toEqual([
    { type: "presence", topic, count: 3, users: names(["dao", "lek", "nok"]) },
  ]);
  // A node that is new to a topic asks the others, so it needs no announcement from them first.
  const mai = await follower(world.at(2), "mai", { watches: true });
  await world.runtime.advance(2_000);
  expect(lastOf(mai)).toEqual(["dao", "lek", "mai", "nok"]);
  expect(lastOf(dao)).toEqual(["dao", "lek", "mai", "nok"]);
});

test("a user who requests presence before the subscription is ready gets it afterwards", async () => {
  const world = await startNodes(1);
  const dao = await connect(world.at(0), "dao");
  dao.send({ type: "subscribe", topic });
  dao.send({ type: "presence", topic, on: true });
  expect(shownTo(dao)).toEqual([]);
  await world.runtime.settle();
  expect(lastOf(dao)).toEqual(["dao"]);
  expect(dao.frames.map(({ type }) => type)).toEqual(["welcome", "subscribed", "presence"]);
});

test("changes are sent at most once a second, and an unchanged list is not sent", async () => {
  const world = await startNodes(2);
  const dao = await follower(world.at(0), "dao", { watches: true });
  await world.runtime.advance(5_000);
  const before = shownTo(dao).length;
  for (let i = 0; i < 50; i++) {
    const nok = await follower(world.at(i % 2), "nok");
    await world.runtime.advance(50);
    nok.end();
    await world.runtime.advance(50);
  }
  await world.runtime.advance(5_000);
  const changes = shownTo(dao).slice(before);
  expect(changes.length).toBeGreaterThan(1);
  expect(changes.length).toBeLessThanOrEqual(7);
  expect(lastOf(dao)).toEqual(["dao"]);
  for (const [i, change] of changes.entries()) expect(change).not.toEqual(changes[i - 1]);
});

test("a change after a quiet second is sent at once", async () => {
  const world = await startNodes(2);
  const dao = await follower(world.at(0), "dao", { watches: true });
  await world.runtime.advance(5_000);
  await follower(world.at(1), "nok");
  expect(lastOf(dao)).toEqual(["dao", "nok"]);
});

test("several tabs on one node or on several count as one user, present until the last is closed", async () => {
  const world = await startNodes(2);
  const dao = await follower(world.at(0), "dao", { watches: true });
  const tabs = [
    await follower(world.at(0), "nok"),
    await follower(world.at(0), "nok"),
    await follower(world.at(1), "nok"),
  ];
  for (const tab of tabs) {
    await world.runtime.advance(5_000);
    expect(shownTo(dao).at(-1)?.count).toBe(2);
    tab.end();
  }
  await world.runtime.advance(2_000);
  expect(lastOf(dao)).toEqual(["dao"]);
});

test("presence ends with `off`, with the subscription, and with the removal", async () => {
  const world = await startNodes(2);
  const [off, left, removed] = [
    await follower(world.at(0), "dao", { watches: true }),
    await follower(world.at(0), "lek", { watches: true }),
    await follower(world.at(1), "nok", { watches: true }),
  ];
  await world.runtime.advance(5_000);
  off.send({ type: "presence", topic, on: false });
  left.send({ type: "unsubscribe", topic });
  await world.system.members.remove({ boardId: "sales", userId: "nok" });
  await world.runtime.advance(2_000);
  const counts = [off, left, removed].map((connection) => shownTo(connection).length);
  await follower(world.at(1), "mai");
  await world.runtime.advance(60_000);
  expect([off, left, removed].map((connection) => shownTo(connection).length)).toEqual(counts);
  expect(lastOf(await follower(world.at(0), "mai", { watches: true }))).toEqual(["dao", "mai"]);
});

test("nobody gets the presence of a topic that they don't follow", async () => {
  const world = await startNodes(1);
  const dao = await follower(world.at(0), "dao");
  for (const other of [await connect(world.at(0), "nok"), await follower(world.at(0), "mia")]) {
    other.send({ type: "presence", topic, on: true });
    await world.runtime.advance(30_000);
    expect(shownTo(other)).toEqual([]);
  }
  dao.send({ type: "presence", topic: "user:dao", on: true });
  dao.send({ type: "subscribe", topic: "user:dao" });
  await world.runtime.advance(30_000);
  expect(shownTo(dao)).toEqual([]);
});

test("above 100 users only their number is sent", async () => {
  const world = await startNodes(1);
  const dao = await follower(world.at(0), "dao", { watches: true });
  const ids = Array.from({ length: 100 }, (_, i) => `p${i}`);
  world.transport.publish(channel, told("other", 1, ...ids.slice(1)));
  await world.runtime.advance(1_000);
  expect(shownTo(dao).at(-1)).toMatchObject({ count: 100, users: { length: 100 } });
  world.transport.publish(channel, told("other", 2, ...ids));
  await world.runtime.advance(1_000);
  expect(shownTo(dao).at(-1)).toEqual({ type: "presence", topic, count: 101 });
});

test("500 people of a killed node are gone within 30 s, and no late message brings them back", async () => {
  const world = await startNodes(2);
  const dao = await follower(world.at(0), "dao", { watches: true });
  for (let i = 0; i < 500; i++) {
    await world.system.users.put({ id: `p${i}`, name: `p${i}`, role: "ADMIN" });
    await world.system.members.add({ boardId: "sales", userId: `p${i}` });
    await follower(world.at(1), `p${i}`);
  }
  await world.runtime.advance(15_000);
  expect(shownTo(dao).at(-1)?.count).toBe(501);
  const late = saidBy(world, "p499").map(({ message }) => message);
  expect(late.length).toBeGreaterThan(1);
  world.at(1).kill();
  await world.runtime.advance(15_000);
  expect(shownTo(dao).at(-1)?.count).toBe(501);
  await world.runtime.advance(15_000);
  expect(shownTo(dao).at(-1)?.count).toBe(1);
  for (const message of late) world.transport.publish(channel, message);
  await world.runtime.advance(5_000);
  for (const message of late) world.transport.publish(channel, message);
  await world.runtime.advance(5_000);
  expect(shownTo(dao).at(-1)?.count).toBe(1);
});

test("a node's announcement stays valid through two lost messages, and for less than 30 s", async () => {
  const world = await startNodes(1);
  const dao = await follower(world.at(0), "dao", { watches: true });
  await world.runtime.advance(5_300);
  world.transport.publish(channel, told("other", 1, "nok"));
  await world.runtime.advance(27_000);
  expect(lastOf(dao)).toEqual(["dao", "nok"]);
  await world.runtime.advance(3_000);
  expect(lastOf(dao)).toEqual(["dao"]);
});

test("a node that closes announces it", async () => {
  const world = await startNodes(2);
  const dao = await follower(world.at(0), "dao", { watches: true });
  await follower(world.at(1), "nok");
  await world.runtime.advance(2_000);
  expect(lastOf(dao)).toEqual(["dao", "nok"]);
  const closed = world.at(1).taskwire.close({ deadlineMs: 0 });
  await world.runtime.advance(1_000);
  await closed;
  expect(lastOf(dao)).toEqual(["dao"]);
});

test("a late announcement about a user who has left since is ignored", async () => {
  const world = await startNodes(1);
  const dao = await follower(world.at(0), "dao", { watches: true });
  world.transport.publish(channel, told("other", 5, "nok"));
  world.transport.publish(channel, told("other", 9));
  world.transport.publish(channel, told("other", 7, "nok"));
  world.transport.publish(channel, told("other", 9, "nok"));
  await world.runtime.advance(5_000);
  expect(lastOf(dao)).toEqual(["dao"]);
});

test("users on both sides of a broken connection are gone within 30 s, and back within 12 s of its repair", async () => {
  const world = await startNodes(2);
  const dao = await follower(world.at(0), "dao", { watches: true });
  const nok = await follower(world.at(1), "nok", { watches: true });
  await world.runtime.advance(2_000);
  world.at(1).cut(true);
  await world.runtime.advance(30_000);
  expect([lastOf(dao), lastOf(nok)]).toEqual([["dao"], ["nok"]]);
  world.at(1).cut(false);
  await world.runtime.advance(12_000);
  expect([lastOf(dao), lastOf(nok)]).toEqual([
    ["dao", "nok"],
    ["dao", "nok"],
  ]);
});

test("when the transport reports a gap the nodes ask each other at once", async () => {
  const world = await startNodes(2);
  const dao = await follower(world.at(0), "dao", { watches: true });
  await world.runtime.advance(2_000);
  world.at(0).cut(true);
  await follower(world.at(1), "nok");
  await world.runtime.advance(2_000);
  world.at(0).cut(false);
  world.at(0).resync(channel);
  await world.runtime.settle();
  expect(lastOf(dao)).toEqual(["dao", "nok"]);
});

test("forged nodes are counted up to 64 and expire, and the server continues", async () => {
  const world = await startNodes(1);
  const dao = await follower(world.at(0), "dao", { watches: true });
  for (let i = 0; i < 10_000; i++)
    world.transport.publish(channel, told(`forged-${i}`, 1, `f${i}`));
  await world.runtime.advance(1_000);
  expect(shownTo(dao).at(-1)?.count).toBe(65);
  await world.runtime.advance(30_000);
  expect(lastOf(dao)).toEqual(["dao"]);
  await world.runtime.advance(90_000);
  world.transport.publish(channel, told("real", 1, "nok"));
  await world.runtime.advance(1_000);
  expect(lastOf(dao)).toEqual(["dao", "nok"]);
});

test("10,000 nodes that ask are answered once a second", async () => {
  const world = await startNodes(1);
  await follower(world.at(0), "dao");
  await world.runtime.advance(2_000);
  const before = world.said.length;
  const asking = told("forged", 1).replace('"asks":false', '"asks":true');
  for (let i = 0; i < 10_000; i++) world.transport.publish(channel, asking);
  await world.runtime.advance(2_000);
  expect(world.said.length - before).toBeLessThanOrEqual(2);
});

test("short messages that report gaps make each node ask once a second, not once a message (H11)", async () => {
  const nodes = 20;
  const world = await startNodes(nodes);
  for (let i = 0; i < nodes; i++) await follower(world.at(i), "dao");
  await world.runtime.advance(2_000);
  const before = world.said.length;
  // As every node hears them.
  for (let i = 0; i < 20 * nodes; i++) world.at(i % nodes).resync(channel);
  await world.runtime.settle();
  // Each asks once and answers once.
  expect(world.said.length - before).toBeLessThanOrEqual(2 * nodes);
  await world.runtime.advance(2_000);
  expect(world.said.length - before).toBeLessThanOrEqual(4 * nodes);
});

test("forged presence is bounded in people of a node and in bytes of a topic (H11)", async () => {
  const world = await startNodes(1);
  const dao = await follower(world.at(0), "dao", { watches: true });
  const name = "น".repeat(60);
  const forge = (node: number, people: number) => {
    const users = Array.from({ length: people }, (_, i) => [`f${node}-${i}`, name]);
    const message = { from: `forged-${node}`, type: "present", n: 1, users, asks: false };
    world.transport.publish(channel, JSON.stringify(message));
  };
  forge(0, 20_000);
  await world.runtime.advance(1_000);
  expect(shownTo(dao).at(-1)?.count).toBe(1);
  for (let node = 1; node <= 64; node++) forge(node, 4_000);
  await world.runtime.advance(1_000);
  const { count = 0 } = shownTo(dao).at(-1) ?? {};
  expect(count).toBeGreaterThan(4_000);
  expect(count * name.length * 2).toBeLessThanOrEqual(2 * 1024 * 1024);
  // The space is free again when the forged nodes are silent.
  await world.runtime.advance(120_000);
  world.transport.publish(channel, told("real", 1, "nok"));
  await world.runtime.advance(1_000);
  expect(lastOf(dao)).toEqual(["dao", "nok"]);
});

test("presence is never stored, and a node without followers of a topic sends and receives nothing about it", async () => {
  const world = await startNodes(2);
  // The jobs of the commits before have to end first.
  await world.runtime.settle();
  const before = world.commits;
  const dao = await follower(world.at(0), "dao", { watches: true });
  await world.runtime.advance(60_000);
  expect(world.commits).toBe(before);
  expect(saidBy(world, "dao").length).toBeLessThan(10);
  dao.end();
  await world.runtime.advance(2_000);
  const { length } = world.said;
  await world.runtime.advance(60_000);
  expect(world.said.length).toBe(length);
});

test("a clock that is set back by an hour hides nobody, on this node or on others", async () => {
  const world = await startNodes(2);
  const dao = await follower(world.at(0), "dao", { watches: true });
  const lek = await follower(world.at(1), "lek", { watches: true });
  await world.runtime.advance(2_000);
  world.at(0).setBack(3_600_000);
  world.at(1).cut(true);
  await follower(world.at(0), "nok");
  await world.runtime.advance(2_000);
  expect(lastOf(dao)).toEqual(["dao", "lek", "nok"]);
  world.at(1).cut(false);
  await world.runtime.advance(12_000);
  expect(lastOf(lek)).toEqual(["dao", "lek", "nok"]);
});

test("a node whose clock is set back by an hour goes on announcing its people", async () => {
  const world = await startNodes(2);
  await follower(world.at(0), "dao");
  const lek = await follower(world.at(1), "lek", { watches: true });
  await world.runtime.advance(2_000);
  world.at(0).setBack(3_600_000);
  await world.runtime.advance(60_000);
  expect(lastOf(lek)).toEqual(["dao", "lek"]);
});

test("a renamed user is shown with the new name", async () => {
  const world = await startNodes(2);
  const dao = await follower(world.at(0), "dao", { watches: true });
  await follower(world.at(1), "nok");
  await world.runtime.advance(2_000);
  await world.system.users.put({ id: "nok", name: "นก", role: "ADMIN" });
  await world.runtime.advance(3_000);
  expect(shownTo(dao).at(-1)?.users?.at(-1)).toEqual({ id: "nok", name: "นก" });
});
