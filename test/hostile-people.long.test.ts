import { expect, test } from "vitest";
import { attacked } from "./hostile/run.ts";

test("for 60 s, three hostile people cost less than 400 MiB and keep another one waiting less than 100 ms", {
  timeout: 600_000,
}, async () => {
  const { errors, failures, p95Ms, peakMiB, answers } = await attacked(60_000, 400);
  console.log(`${answers} answers, p95 ${p95Ms.toFixed(0)} ms, ${peakMiB.toFixed(0)} MiB`);
  expect(errors).toEqual([]);
  expect(failures).toBe(0);
  expect(peakMiB).toBeLessThan(400);
  expect(p95Ms).toBeLessThan(100);
});
