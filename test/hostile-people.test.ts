import { expect, test } from "vitest";
import { attacked } from "./hostile/run.ts";

test("three hostile people keep no other from being answered, and cost little memory (H1–H4, H6, H8, H10, H11, H14)", {
  timeout: 120_000,
}, async () => {
  const { answers, failures, peakMiB, errors } = await attacked(8_000, 90);
  expect(errors).toEqual([]);
  expect(answers).toBeGreaterThan(1);
  expect(failures).toBe(0);
  expect(peakMiB).toBeLessThan(400);
});
