import { expect, test } from "vitest";
import { mostGrowth, soak } from "./crowd/soak.ts";

test("20 seconds of clients that come and go leave no memory, handle, timer or subscription behind", {
  timeout: 180_000,
}, async () => {
  const report = await soak({
    ms: 11_000,
    warmUpMs: 9_000,
    sampleMs: 1_000,
    pauseMs: 100,
    rounds: 5,
  });
  expect(report.problems).toEqual([]);
  expect(report.commands).toBeGreaterThan(100);
  expect(report.after).toEqual(report.before);
  expect(report.clientTimers).toBe(0);
  expect(report.heap.last - report.heap.first).toBeLessThan(mostGrowth);
});
