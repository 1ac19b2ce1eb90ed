import { createTaskwire, memoryStorage } from "@taskwire/core";
import { fakeRuntime } from "@taskwire/core/testing";
import { redisTransport } from "@taskwire/redis-transport";
import { expect, test } from "vitest";
import { mostFrom, type Spent, worstPeriod } from "../packages/core/test/support/spending.ts";
import { startRedis } from "../packages/redis-transport/test/redis-server.ts";

const limits = { callsPerSecond: 20, callBurst: 40 };

/** A server of one system, on a clock that stands still. It hears of what was published before. */
async function startNode(url: string, runtime: ReturnType<typeof fakeRuntime>, name: string) {
  const up = Promise.withResolvers<void>();
  const onStatus = (status: string) => status === "up" && up.resolve();
  const transport = redisTransport({ url, onStatus });
  const taskwire = createTaskwire({ storage: memoryStorage(), transport, runtime, limits });
  await taskwire.open();
  await up.promise;
  const marks = new Map<string, () => void>();
  await transport.subscribe("marks", (mark) => marks.get(mark)?.());
  return {
    /** Makes as many calls as the person may. Returns their number. */
    exhaust(userId: string) {
      for (let calls = 0; ; calls++) {
        try {
          taskwire.admit(userId);
        } catch {
          return calls;
        }
      }
    },
    mark: (mark: string) => transport.publish("marks", mark),
    /** Resolves when everything that a server has published before this mark has arrived. */
    heard: (mark: string) =>
      new Promise<void>((resolve) => void marks.set(`${mark}>${name}`, resolve)),
    [Symbol.asyncDispose]: () => taskwire.close(),
  };
}

test("in any minute, two servers on Redis give a person one budget and a bounded rest (H4)", {
  timeout: 60_000,
}, async () => {
  await using redis = await startRedis();
  const runtime = fakeRuntime();
  const url = `redis://127.0.0.1:${redis.port}`;
  await using here = await startNode(url, runtime, "here");
  await using there = await startNode(url, runtime, "there");
  const spent: Spent[] = [];
  let round = 0;
  const pass = async (ms: number) => {
    await runtime.advance(ms);
    const arrived = [here.heard(`there${++round}`), there.heard(`here${round}`)];
    here.mark(`here${round}>there`);
    there.mark(`there${round}>here`);
    await Promise.all(arrived);
  };
  for (let i = 0; i < 120; i++) {
    for (const node of [here, there]) spent.push({ at: runtime.now(), calls: node.exhaust("dao") });
    // Reports leave within 10 ms, and arrive before the time goes on.
    await pass(10);
    await runtime.advance(490);
  }
  expect(worstPeriod(spent, (ms) => mostFrom(2, ms, limits))).toBeLessThanOrEqual(0);
  const inMinute = spent.reduce((sum, { calls }) => sum + calls, 0);
  expect(inMinute).toBeLessThanOrEqual(1_300);
  expect(inMinute).toBeGreaterThan(1_100);
});
