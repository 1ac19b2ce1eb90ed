import { expect, test } from "vitest";
import { comeBack } from "./crowd/return.ts";

test("a thousand clients that come back at once, each missing 100 events, get each event once and in order, and the log is read a few times", {
  timeout: 90_000,
}, async () => {
  const { problems, fewest, most, reads, ms } = await comeBack({
    clients: 1_000,
    missed: 100,
    meanwhile: 20,
  });
  console.log(`All had everything after ${ms.toFixed()} ms, from ${reads} reads of the log.`);
  expect(problems).toEqual([]);
  expect([fewest, most]).toEqual([120, 120]);
  // One for all, and at most two for each commit that came in between.
  expect(reads).toBeLessThanOrEqual(1 + 2 * 20);
});
