import { expect, test } from "vitest";
import { soak } from "./crowd/soak.ts";

test("20 seconds of people who come, work and leave anyhow leave no memory, handle, timer or subscription behind", {
  timeout: 120_000,
}, async () => {
  const soaked = await soak({ ms: 16_000, sampleMs: 1_000, pauseMs: 100 });
  expect(soaked.problems).toEqual([]);
  expect(soaked.commands).toBeGreaterThan(100);
  expect(soaked.after).toEqual(soaked.before);
  expect(soaked.clientTimers).toBe(0);
  expect(soaked.heap.last - soaked.heap.first).toBeLessThan(4 * 2 ** 20);
});
