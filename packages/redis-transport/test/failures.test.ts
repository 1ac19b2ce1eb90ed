import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { Redis } from "ioredis";
import { expect, test } from "vitest";
import { command, flood, freePort, RedisServer, startRedis } from "./redis-server.ts";
import { RecordingListener, TestTransport } from "./test-transport.ts";

const topic = "board:sales";

test("a transport that starts before Redis blocks nobody, and works once Redis is there", async () => {
  await using redis = new RedisServer(await freePort());
  await using here = new TestTransport({ url: redis.url });
  await using there = new TestTransport({ url: redis.url });
  await there.is("down");
  const listener = await RecordingListener.on(there, topic);
  here.transport.publish(topic, "early");
  await redis.start();
  await Promise.all([here.is("up"), there.is("up"), listener.hears("")]);
  here.transport.publish(topic, "now");
  await listener.hears("now");
  expect(listener.heard).not.toContain("early");
  expect(there.reasons[0]?.message).toContain("ECONNREFUSED");
});

test("a listener is told of each of 5 crashes of Redis, and gets messages published after each", async () => {
  await using redis = await startRedis();
  await using here = new TestTransport({ url: redis.url });
  await using there = new TestTransport({ url: redis.url });
  await Promise.all([here.is("up"), there.is("up")]);
  const listener = await RecordingListener.on(there, topic);
  for (let death = 1; death <= 5; death++) {
    await redis.kill();
    await Promise.all([here.is("down"), there.is("down")]);
    here.transport.publish(topic, `lost ${death}`);
    await redis.start();
    await Promise.all([here.is("up"), there.is("up")]);
    here.transport.publish(topic, `after ${death}`);
    await Promise.all([listener.hears("", death), listener.hears(`after ${death}`)]);
  }
  expect(listener.heard.filter((message) => message.startsWith("lost"))).toEqual([]);
});

test("a node that could not publish says so afterwards, so that the others check for themselves", async () => {
  await using redis = await startRedis();
  await using here = new TestTransport({ url: redis.url });
  await using there = new TestTransport({ url: redis.url });
  await Promise.all([here.is("up"), there.is("up")]);
  const listener = await RecordingListener.on(there, topic);
  // Kills only the publishing connection of each transport. It is the one without subscriptions.
  const clients = String(await command(redis.port, "CLIENT", "LIST")).split("\n");
  for (const client of clients.filter(
    (line) => line.includes("name=taskwire") && line.includes(" sub=0 "),
  )) {
    await command(redis.port, "CLIENT", "KILL", "ID", /id=(\d+)/.exec(client)?.[1] ?? "");
  }
  await here.is("down");
  here.transport.publish(topic, "lost");
  await listener.hears("");
  expect(listener.heard).not.toContain("lost");
});

test("while Redis is paused publishing takes no time and no memory, and it works again afterwards", async () => {
  await using redis = await startRedis();
  await using here = new TestTransport({ url: redis.url });
  await using there = new TestTransport({ url: redis.url });
  await Promise.all([here.is("up"), there.is("up")]);
  const listener = await RecordingListener.on(there, topic);
  redis.pause();
  const before = process.memoryUsage().heapUsed;
  // The time of this process only: other processes may be running.
  const start = process.cpuUsage();
  for (let i = 0; i < 500_000; i++) here.transport.publish(topic, `hint ${i}`);
  const { user, system } = process.cpuUsage(start);
  expect((user + system) / 1_000).toBeLessThan(2_000);
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(64 * 1024 * 1024);
  await here.is("down");
  redis.resume();
  await here.is("up");
  here.transport.publish(topic, "after");
  await Promise.all([listener.hears("after"), listener.hears("")]);
  expect(listener.heard.length).toBeLessThan(15_000);
});

/** The rights that the README names, for a user `app`. */
const rights =
  "resetchannels &taskwire:* -@all +publish +subscribe +unsubscribe +hello +client +info".split(
    " ",
  );

/** Sets the rights of a user `app`, as an administrator does. */
const allow = (redis: RedisServer, ...words: readonly string[]) =>
  command(redis.port, "ACL", "SETUSER", "app", "reset", "on", ">secret", ...words);

const asApp = (redis: RedisServer) => ({ url: `redis://app:secret@127.0.0.1:${redis.port}` });

test("I12: the rights that the README names are enough", async () => {
  await using redis = await startRedis();
  await allow(redis, ...rights);
  await using here = new TestTransport(asApp(redis));
  await using there = new TestTransport(asApp(redis));
  await Promise.all([here.is("up"), there.is("up")]);
  const listener = await RecordingListener.on(there, topic);
  here.transport.publish(topic, "hint");
  await listener.hears("hint");
  listener.stop();
  expect([...here.statuses, ...there.statuses]).toEqual(["up", "up"]);
});

test.for(["publish", "subscribe"])(
  "I12: a user who lacks %s is down for that reason until it is granted, and isn't connected again and again",
  async (lacking) => {
    await using redis = await startRedis();
    await allow(redis, ...rights.filter((word) => word !== `+${lacking}`));
    await using here = new TestTransport({ ...asApp(redis), heartbeatMs: 50 });
    await here.is("down");
    expect(here.reasons.at(-1)?.message).toMatch(
      new RegExp(`NOPERM.*'${lacking}'.*Grant the Redis user`),
    );
    const ids = async () =>
      [...String(await command(redis.port, "CLIENT", "LIST")).matchAll(/id=(\d+) .*user=app/g)]
        .map(([, id]) => id)
        .sort();
    const before = await ids();
    // More heartbeats than it takes to give a silent connection up.
    await until(async () => (await statsOf(redis)).rejected >= 10);
    expect(await ids()).toEqual(before);
    await allow(redis, ...rights);
    await here.is("up");
    expect(here.statuses.filter((status) => status === "down")).toHaveLength(1);
  },
);

test.for([
  ["the rights on the channels are taken away", ["resetchannels"], /NOPERM.*Grant the Redis user/],
  ["the user's password is changed", ["resetpass", ">new"], /WRONGPASS/],
  ["the user is turned off", ["off"], /WRONGPASS/],
] as const)("I12: while it runs, %s", async ([, change, reason]) => {
  await using redis = await startRedis();
  await allow(redis, ...rights);
  await using here = new TestTransport({ ...asApp(redis), heartbeatMs: 50 });
  await here.is("up");
  await command(redis.port, "ACL", "SETUSER", "app", ...change);
  // A connection that exists is only cut if it lost a channel, and all of them at the next restart.
  await command(redis.port, "CLIENT", "KILL", "USER", "app");
  await here.said(reason);
  await until(async () => (await statsOf(redis)).refused >= 5);
  expect(here.reasons.filter((error) => reason.test(error?.message ?? ""))).toHaveLength(1);
  await allow(redis, ...rights);
  await here.is("up");
});

test("I12: a right that is missing is named if Redis could not be reached before", async () => {
  await using redis = new RedisServer(await freePort());
  await using here = new TestTransport({ ...asApp(redis), heartbeatMs: 50 });
  await here.is("down");
  await redis.start();
  await here.said(/WRONGPASS/);
  await allow(redis, ...rights.filter((word) => word !== "+publish"));
  await here.said(/NOPERM.*'publish'/);
});

test("I12: a Redis that has no room for another client is down for that reason", async () => {
  let connections = 0;
  // As Redis at `maxclients` on another machine: its words arrive, and then the connection breaks. The
  // other connections get no answer, so nothing repeats these words.
  const server = createServer((socket) => {
    socket.on("error", () => {});
    if (++connections > 1) return;
    socket.once("data", () =>
      socket.write("-ERR max number of clients reached\r\n", () => socket.resetAndDestroy()),
    );
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  await using here = new TestTransport({ url: `redis://127.0.0.1:${port}` });
  await here.is("down");
  expect(here.reasons[0]?.message).toMatch(/max number of clients reached\. Raise `maxclients`/);
  server.close();
});

test("I12: if Redis refuses with other words each time, only the first of them are reported", async () => {
  let refused = 0;
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.on("data", (data) => {
      for (const _ of data.toString().matchAll(/^\*\d+\r\n/gm))
        socket.write(`-ERR refused ${++refused}\r\n`);
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  await using here = new TestTransport({ url: `redis://127.0.0.1:${port}` });
  await here.said(/refused/);
  await until(async () => refused > 200);
  expect(here.reasons.length).toBeGreaterThan(5);
  expect(here.reasons.length).toBeLessThanOrEqual(20);
  server.close();
});

/** Asks again and again: Redis has no event for it. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((wake) => setTimeout(wake, 20));
}

async function statsOf(
  redis: RedisServer,
): Promise<{ readonly rejected: number; readonly refused: number }> {
  const errors = String(await command(redis.port, "INFO", "errorstats"));
  const refused = [...errors.matchAll(/errorstat_(?:NOPERM|WRONGPASS):count=(\d+)/g)];
  const info = String(await command(redis.port, "INFO", "commandstats"));
  const rejected = [...info.matchAll(/cmdstat_(?:publish|subscribe):.*rejected_calls=(\d+)/g)];
  const sumOf = (found: readonly RegExpExecArray[]) =>
    found.reduce((sum, [, count]) => sum + Number(count), 0);
  return { rejected: sumOf(rejected), refused: sumOf(refused) };
}

test("messages published in one turn are sent in one write", async () => {
  await using redis = await startRedis();
  await using here = new TestTransport({ url: redis.url, heartbeatMs: 60_000 });
  await here.is("up");
  const observer = new Redis(redis.port, "127.0.0.1");
  const count = async (section: string, figure: RegExp) =>
    Number(figure.exec(await observer.info(section))?.[1] ?? 0);
  const reads = () => count("stats", /total_reads_processed:(\d+)/);
  const before = await reads();
  for (let i = 0; i < 500; i++) here.transport.publish(`board:${i}`, "1");
  await expect.poll(() => count("commandstats", /publish:calls=(\d+)/)).toBe(500);
  // Includes the observer's own commands.
  expect((await reads()) - before).toBeLessThan(50);
  observer.disconnect();
});

test("a node subscribes only to channels with local listeners", async () => {
  await using redis = await startRedis();
  await using line = new TestTransport({ url: redis.url, keyPrefix: "app:" });
  await line.is("up");
  const wanted = async () => {
    const channels = (await command(redis.port, "PUBSUB", "CHANNELS")) as string[];
    return channels.filter((name) => name.startsWith("app:board:")).sort();
  };
  const [one, other, third] = [
    await RecordingListener.on(line, topic),
    await RecordingListener.on(line, topic),
    await RecordingListener.on(line, "board:stock"),
  ];
  expect(await wanted()).toEqual(["app:board:sales", "app:board:stock"]);
  one.stop();
  third.stop();
  await expect.poll(wanted).toEqual(["app:board:sales"]);
  other.stop();
  await expect.poll(wanted).toEqual([]);
});

test("10,000 messages that no node has sent reach no listener and break nothing", async () => {
  await using redis = await startRedis();
  await using here = new TestTransport({ url: redis.url });
  await using there = new TestTransport({ url: redis.url });
  await Promise.all([here.is("up"), there.is("up")]);
  const listener = await RecordingListener.on(there, topic);
  const garbage = [
    Buffer.from([0xff, 0xfe, 0x00]),
    "",
    " ",
    " 5",
    "node ",
    "{}",
    "\r\n+OK\r\n",
    "x".repeat(5_000),
  ];
  await flood(redis.port, `taskwire:${topic}`, 10_000, (i) => garbage[i % garbage.length] ?? "");
  here.transport.publish(topic, "7");
  await listener.hears("7");
  expect(listener.heard).toEqual(["7"]);
  expect(there.statuses).toEqual(["up"]);
});

test("if Redis refuses a channel nobody is blocked, the reason is reported, and it works once allowed", async () => {
  await using redis = await startRedis();
  const needed = "+publish +subscribe +unsubscribe +hello +client +info".split(" ");
  await command(
    redis.port,
    "ACL",
    "SETUSER",
    "app",
    "on",
    ">secret",
    ...needed,
    "resetchannels",
    "&taskwire:[bm]*",
  );
  await using line = new TestTransport({
    url: `redis://app:secret@127.0.0.1:${redis.port}`,
    heartbeatMs: 200,
  });
  await line.is("up");
  const listener = await RecordingListener.on(line, "user:dao");
  await line.is("down");
  expect(line.reasons.at(-1)?.message).toContain("NOPERM");
  await command(redis.port, "ACL", "SETUSER", "app", "&taskwire:*");
  await Promise.all([line.is("up"), listener.hears("")]);
});

test("a wrong password is reported, and nothing else happens", async () => {
  await using redis = await startRedis();
  await command(redis.port, "CONFIG", "SET", "requirepass", "secret");
  await using line = new TestTransport({ url: `redis://:wrong@127.0.0.1:${redis.port}` });
  await line.is("down");
  await RecordingListener.on(line, topic);
  line.transport.publish(topic, "1");
  expect(line.reasons[0]?.message).toContain("WRONGPASS");
});

test("an app's own client is copied, not used", async () => {
  await using redis = await startRedis();
  const client = new Redis(redis.port, "127.0.0.1", { lazyConnect: true });
  await using line = new TestTransport({ client });
  await line.is("up");
  expect(client.status).toBe("wait");
});

test("the last messages are still sent when the transport is closed", async () => {
  await using redis = await startRedis();
  const here = new TestTransport({ url: redis.url });
  await using there = new TestTransport({ url: redis.url });
  await Promise.all([here.is("up"), there.is("up")]);
  const listener = await RecordingListener.on(there, topic);
  here.transport.publish(topic, "last");
  await here.transport.close();
  await listener.hears("last");
});

test("closing takes only a moment, whatever Redis does", async () => {
  await using redis = await startRedis();
  const paused = new TestTransport({ url: redis.url });
  await paused.is("up");
  redis.pause();
  paused.transport.publish(topic, "1");
  const start = performance.now();
  await paused.transport.close();
  redis.resume();
  await redis.kill();
  const away = new TestTransport({ url: redis.url });
  await away.is("down");
  await away.transport.close();
  // Without an end of its own, it would wait for Redis for ever.
  expect(performance.now() - start).toBeLessThan(10_000);
});
