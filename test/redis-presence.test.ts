import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { presenceStore } from "@taskwire/client/presence";
import { Redis } from "ioredis";
import { expect, test } from "vitest";
import { flood } from "../packages/redis-transport/test/redis-server.ts";
import { startWorld } from "./redis/world.ts";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

const topic = "board:sales";
const channel = `taskwire:signal:${topic}`;
const name = "น".repeat(60);

/** A message about the people of a server that does not exist. */
const forged = (from: string, people: number, asks = false) => {
  const users = Array.from({ length: people }, (_, i) => [`${from}-${i}`, name]);
  return `${from} ${JSON.stringify({ from, type: "present", n: 1, users, asks })}`;
};

/** The number of people whom a client is shown. */
const countOf = (store: ReturnType<typeof presenceStore>) => store.getSnapshot().count ?? 0;

test("presence that somebody forges on Redis is bounded in people and bytes (H11)", {
  timeout: 60_000,
}, async () => {
  await using world = await startWorld();
  const { redis, here, there } = world;
  const [dao, lek] = [here.client("dao"), there.client("lek")];
  const presence = presenceStore(dao, topic);
  const other = presenceStore(lek, topic);
  const unsubscribe = [presence, other].map((store) => store.subscribe(() => {}));
  await expect.poll(() => countOf(presence), { timeout: 30_000 }).toBe(2);
  collect();
  const before = process.memoryUsage().heapUsed;
  await flood(redis.port, channel, 150, (i) => forged(`server-${i}`, 4_000));
  await expect.poll(() => countOf(presence), { timeout: 20_000 }).toBeGreaterThan(4_000);
  expect(countOf(presence) * Buffer.byteLength(name)).toBeLessThanOrEqual(2 * 1024 * 1024);
  // Both servers and both clients are in this process. A server would hold 300 MiB without a bound.
  collect();
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(96 * 1024 * 1024);
  for (const end of unsubscribe) end();
  for (const client of [dao, lek]) client.close();
});

test("short messages that somebody forges on Redis don't cause many others (H11)", {
  timeout: 60_000,
}, async () => {
  await using world = await startWorld();
  const { redis, here, there } = world;
  const clients = [here.client("dao"), there.client("lek")];
  const stores = clients.map((client) => presenceStore(client, topic));
  const unsubscribe = stores.map((store) => store.subscribe(() => {}));
  for (const store of stores) await expect.poll(() => countOf(store), { timeout: 30_000 }).toBe(2);
  const listener = new Redis(redis.port, "127.0.0.1");
  const heard: string[] = [];
  listener.on("message", (_channel, message: string) => void heard.push(message));
  await listener.subscribe(channel);
  const start = performance.now();
  await flood(redis.port, channel, 2_000, (i) =>
    i % 2 === 0 ? forged("asks", 1, true) : `gap ${i}`,
  );
  await expect.poll(() => heard.length, { timeout: 30_000 }).toBeGreaterThanOrEqual(2_000);
  // An answer that waits for its turn comes within a second.
  const isTold = (message: string) => message.includes('"dao"') || message.includes('"lek"');
  await expect.poll(() => heard.filter(isTold).length, { timeout: 30_000 }).toBeGreaterThan(0);
  const seconds = (performance.now() - start) / 1_000;
  expect(heard.length - 2_000).toBeLessThanOrEqual(4 * (seconds + 1));
  listener.disconnect();
  for (const end of unsubscribe) end();
  for (const client of clients) client.close();
});
