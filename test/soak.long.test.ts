import { expect, test } from "vitest";
import { soak } from "./crowd/soak.ts";

const minutes = 60;

test(`${minutes} minutes of people who come, work and leave anyhow leave no memory, handle, timer or subscription behind`, {
  timeout: 2 * minutes * 60_000,
}, async () => {
  const soaked = await soak({ ms: minutes * 60_000, sampleMs: 60_000, pauseMs: 500 }, (line) =>
    console.log(line),
  );
  console.log(soaked);
  expect(soaked.problems).toEqual([]);
  expect(soaked.commands).toBeGreaterThan(10_000);
  expect(soaked.after).toEqual(soaked.before);
  expect(soaked.clientTimers).toBe(0);
  expect(soaked.heap.last - soaked.heap.first).toBeLessThan(4 * 2 ** 20);
  expect(soaked.late - soaked.middle).toBeLessThan(2 * 2 ** 20);
});
