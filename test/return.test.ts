import { expect, test } from "vitest";
import { returnAtOnce } from "./crowd/return.ts";

test("a thousand clients that return at once, each missing 100 events, get each event once and in order from a few reads of the log", {
  timeout: 90_000,
}, async () => {
  const { problems, fewest, most, reads, ms } = await returnAtOnce({
    clients: 1_000,
    missed: 100,
    meanwhile: 20,
  });
  console.log(`All had everything after ${ms.toFixed()} ms, from ${reads} reads of the log.`);
  expect(problems).toEqual([]);
  expect([fewest, most]).toEqual([120, 120]);
  // One read for all, and at most two for each commit made meanwhile.
  expect(reads).toBeLessThanOrEqual(1 + 2 * 20);
});
