import { expect, test } from "vitest";
import { mostGrowth, soak } from "./crowd/soak.ts";

const minutes = 60;

test(`${minutes} minutes of clients that come and go leave no memory, handle, timer or subscription behind`, {
  timeout: 2 * minutes * 60_000,
}, async () => {
  const report = await soak(
    { ms: minutes * 60_000, warmUpMs: 30_000, sampleMs: 60_000, pauseMs: 500, rounds: 1 },
    (line) => console.log(line),
  );
  console.log(report);
  expect(report.problems).toEqual([]);
  expect(report.commands).toBeGreaterThan(10_000);
  expect(report.after).toEqual(report.before);
  expect(report.clientTimers).toBe(0);
  expect(report.heap.last - report.heap.first).toBeLessThan(mostGrowth);
  expect(report.late - report.middle).toBeLessThan(2 * 2 ** 20);
});
