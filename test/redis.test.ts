import type { ClientCore } from "@taskwire/client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { flood } from "../packages/redis-transport/test/redis-server.ts";
import { disturbRedis } from "./redis/disturb.ts";
import { Watcher, Writer } from "./redis/load.ts";
import { startWorld, type World } from "./redis/world.ts";
import { TcpProxy } from "./support/tcp-proxy.ts";

test("through 5 kills of Redis and 2 periods without it, commands succeed and updates are at most 5 seconds late", {
  timeout: 60_000,
}, async () => {
  const found = await disturbRedis({ kills: 5, periods: 2 });
  expect(found.problems).toEqual([]);
  expect(found.slowestCommand).toBeLessThan(2_000);
  expect(found.acknowledged).toBeGreaterThan(100);
});

test("a connection to Redis that is cut off silently is noticed and made again", {
  timeout: 60_000,
}, async () => {
  await using stack = new AsyncDisposableStack();
  let proxy: TcpProxy | undefined;
  await using world = await startWorld({
    heartbeatMs: 250,
    portOf: async (redis) => {
      proxy = stack.use(await TcpProxy.to(redis.port));
      return proxy.port;
    },
  });
  const { here, there } = world;
  using watcher = await Watcher.on(there);
  using writer = new Writer(here);
  const work = writer.work(20);
  await watcher.sees(await writer.more(1));
  proxy?.swallow();
  const swallowed = performance.now();
  const lost = await writer.more(1);
  await watcher.sees(lost);
  expect((watcher.seen.get(lost) ?? 0) - swallowed).toBeLessThan(5_000);
  // Hints must work again, not only the poll: ten updates in a row arrive at once.
  await expect
    .poll(
      async () => {
        const title = await writer.more(1);
        await watcher.sees(title);
        return (watcher.seen.get(title) ?? 0) - (writer.acknowledged.get(title) ?? 0);
      },
      { timeout: 30_000, interval: 0 },
    )
    .toBeLessThan(500);
  // With the poll alone, each of them would take seconds.
  let total = 0;
  for (let i = 0; i < 10; i++) {
    const title = await writer.more(1);
    await watcher.sees(title);
    total += (watcher.seen.get(title) ?? 0) - (writer.acknowledged.get(title) ?? 0);
  }
  expect(total).toBeLessThan(10_000);
  writer.stop();
  await work;
});

test("10,000 forged hints make a server read its log at most 20 times a second, and change nothing", async () => {
  await using world = await startWorld();
  const { redis, here, there } = world;
  using watcher = await Watcher.on(there);
  const before = there.reads.events;
  const start = performance.now();
  const forged = (i: number) => `forger ${i % 2 === 0 ? 1_000_000 + i : "{}x".repeat(i % 9)}`;
  await flood(redis.port, "taskwire:board:sales", 10_000, forged);
  const seconds = (performance.now() - start) / 1_000;
  expect(there.reads.events - before).toBeLessThanOrEqual(20 * seconds + 3);
  const { task } = await here.taskwire
    .as({ userId: "dao" })
    .tasks.create({ boardId: "sales", title: "true" });
  await watcher.sees(task.title);
  expect(watcher.problems).toEqual([]);
  expect([...watcher.seen.keys()]).toEqual(["true"]);
});

describe.each([
  { where: "with Redis", isAway: false, within: 1_000 },
  { where: "without Redis", isAway: true, within: 5_000 },
])("a right removed on one server is lost on the other, $where", ({ isAway, within }) => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
    if (isAway) await world.redis.kill();
  });
  afterAll(() => world[Symbol.asyncDispose]());

  const create = (client: ClientCore) =>
    client.call("tasks.create", { boardId: "sales", title: "Sell it" });
  const system = () => world.here.taskwire.system;

  test("a disabled account: its commands fail at once, its connection closes soon", async () => {
    const ploy = world.there.client("ploy");
    await ploy.call("boards.open", { boardId: "sales" });
    const closed = new Promise<unknown>((resolve) => void ploy.onClose(resolve));
    await system().users.put({ id: "ploy", name: "ploy", role: "ADMIN_LIMITED", disabled: true });
    const start = performance.now();
    await expect(create(ploy)).rejects.toThrow();
    await closed;
    expect(performance.now() - start).toBeLessThan(within);
  });

  test("a membership: commands fail at once, the topic ends soon, and no later event arrives", async () => {
    const lek = world.there.client("lek");
    const told: string[] = [];
    const ended = new Promise<string>((resolve) => {
      lek.subscribe("board:sales", {
        onEvents: (events) => void told.push(...events.map(({ type }) => type)),
        onReload: () => {},
        onEnd: ({ code }) => resolve(code),
      });
    });
    await expect.poll(() => lek.status).toBe("live");
    await system().members.remove({ boardId: "sales", userId: "lek" });
    const start = performance.now();
    await world.here.taskwire
      .as({ userId: "dao" })
      .tasks.create({ boardId: "sales", title: "Not for Lek" });
    await expect(create(lek)).rejects.toMatchObject({ code: "not_found" });
    expect(await ended).toBe("not_found");
    expect(performance.now() - start).toBeLessThan(within);
    expect(told.filter((type) => type !== "member.removed")).toEqual([]);
    lek.close();
  });

  test("a role: commands fail at once, the visible tasks change soon", async () => {
    const nok = world.there.client("nok");
    const reloaded = new Promise<string>((resolve) => {
      nok.subscribe("board:sales", { onEvents: () => {}, onReload: (reason) => resolve(reason) });
    });
    const dao = world.here.taskwire.as({ userId: "dao" });
    const {
      task: { id: taskId },
    } = await dao.tasks.create({ boardId: "sales", title: "Decide" });
    await expect.poll(() => nok.status).toBe("live");
    await system().users.put({ id: "nok", name: "nok", role: "ADMIN_LIMITED" });
    const start = performance.now();
    await expect(nok.call("tasks.approve", { boardId: "sales", taskId })).rejects.toThrow();
    expect(await reloaded).toBe("rights");
    expect(performance.now() - start).toBeLessThan(within);
    nok.close();
  });
});
