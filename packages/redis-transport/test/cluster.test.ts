import { Cluster } from "ioredis";
import { afterAll, beforeAll, expect, test } from "vitest";
import { slotOf } from "../src/slot.ts";
import { command, type RedisServer, startCluster } from "./redis-server.ts";
import { RecordingListener, TestTransport } from "./test-transport.ts";

let servers: RedisServer[];
const address = () => ({ cluster: servers.map(({ port }) => ({ host: "127.0.0.1", port })) });
beforeAll(async () => {
  servers = await startCluster();
});
afterAll(() => Promise.all(servers.map((server) => server[Symbol.asyncDispose]())));

/** Index of the server that has a topic's channel at first. */
const homeOf = (topic: string): number => Math.floor((slotOf(`taskwire:${topic}`) * 3) / 16_384);

/** One topic for each of the three servers. */
const topics = [0, 1, 2].map((home) => {
  for (let i = 0; ; i++) if (homeOf(`board:${i}`) === home) return `board:${i}`;
});

test("every name gets the slot that Redis computes", async () => {
  const names = [
    "",
    "a",
    "taskwire:board:1",
    "ก็",
    "{",
    "}",
    "{}",
    "a{}b",
    "{a}",
    "x{a}y{b}",
    "a{b",
    "}{a}",
    "{{a}}",
    "a\n{b}",
  ];
  for (let i = 0; i < 50; i++) names.push(`taskwire:user:${i * 7919}`);
  for (const name of names) {
    expect([name, slotOf(name)]).toEqual([
      name,
      await command(servers[0]?.port ?? 0, "CLUSTER", "KEYSLOT", name),
    ]);
  }
});

test("each channel is only on the server of its slot", async () => {
  await using line = new TestTransport(address());
  await line.is("up");
  for (const topic of topics) await RecordingListener.on(line, topic);
  for (const [i, { port }] of servers.entries()) {
    const channels = (await command(port, "PUBSUB", "SHARDCHANNELS")) as string[];
    expect(channels.filter((name) => name.startsWith("taskwire:board"))).toEqual([
      `taskwire:${topics[i]}`,
    ]);
  }
});

test("while one server is away the channels of the others work, and its own again when it is back", async () => {
  await using here = new TestTransport(address());
  await using there = new TestTransport(address());
  await Promise.all([here.is("up"), there.is("up")]);
  const listeners = await Promise.all(topics.map((topic) => RecordingListener.on(there, topic)));
  await servers[1]?.kill();
  await Promise.all([here.is("down"), there.is("down")]);
  for (const topic of topics) here.transport.publish(topic, "meanwhile");
  await Promise.all([listeners[0]?.hears("meanwhile"), listeners[2]?.hears("meanwhile")]);
  await servers[1]?.start();
  await Promise.all([here.is("up"), there.is("up"), listeners[1]?.hears("")]);
  for (const topic of topics) here.transport.publish(topic, "after");
  await Promise.all(listeners.map((listener) => listener.hears("after")));
  expect(listeners[1]?.heard).not.toContain("meanwhile");
});

test("after all servers were away, everything works again", async () => {
  await using here = new TestTransport(address());
  await using there = new TestTransport({
    client: new Cluster(address().cluster, { lazyConnect: true }),
  });
  await Promise.all([here.is("up"), there.is("up")]);
  const listeners = await Promise.all(topics.map((topic) => RecordingListener.on(there, topic)));
  await Promise.all(servers.map((server) => server.kill()));
  await Promise.all([here.is("down"), there.is("down")]);
  await Promise.all(servers.map((server) => server.start()));
  await Promise.all([
    here.is("up"),
    there.is("up"),
    ...listeners.map((listener) => listener.hears("")),
  ]);
  for (const topic of topics) here.transport.publish(topic, "after");
  await Promise.all(listeners.map((listener) => listener.hears("after")));
});

test("a channel whose slot moves to another server is followed there", async () => {
  await using here = new TestTransport(address());
  await using there = new TestTransport(address());
  await Promise.all([here.is("up"), there.is("up")]);
  const [topic = ""] = topics;
  const listener = await RecordingListener.on(there, topic);
  const [from, to] = [servers[0]?.port ?? 0, servers[1]?.port ?? 0];
  const [fromId, toId] = [
    await command(from, "CLUSTER", "MYID"),
    await command(to, "CLUSTER", "MYID"),
  ];
  const slot = slotOf(`taskwire:${topic}`);
  await command(to, "CLUSTER", "SETSLOT", slot, "IMPORTING", String(fromId));
  await command(from, "CLUSTER", "SETSLOT", slot, "MIGRATING", String(toId));
  for (const { port } of [servers[1], servers[0], servers[2]] as RedisServer[]) {
    await command(port, "CLUSTER", "SETSLOT", slot, "NODE", String(toId));
  }
  await listener.hears("");
  await expect
    .poll(async () => command(to, "PUBSUB", "SHARDCHANNELS"))
    .toContain(`taskwire:${topic}`);
  // The publisher learns of the move through its first message, which is lost.
  await expect
    .poll(() => {
      here.transport.publish(topic, "after");
      return listener.heard;
    })
    .toContain("after");
});

test("a transport without a reachable cluster blocks nobody, and can be closed", async () => {
  await Promise.all(servers.map((server) => server.kill()));
  await using line = new TestTransport(address());
  await line.is("down");
  const listener = await RecordingListener.on(line, "board:sales");
  line.transport.publish("board:sales", "1");
  expect(listener.heard).toEqual(["1"]);
});
