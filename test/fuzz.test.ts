import { closeCodes } from "@taskwire/core/adapter";
import { expect, test } from "vitest";
import { fuzzDecoder } from "./fuzz/decoder.ts";
import { fuzzServerAgain } from "./fuzz/live.ts";

test("the decoder turns each of 200,000 nearly valid frames into a message or a typed error, none of them slowly", {
  timeout: 120_000,
}, () => {
  const { frames, messages, errors, closes, longestCpuMs } = fuzzDecoder(1, 200_000);
  expect(frames).toBe(200_000);
  for (const count of [messages, errors, closes]) expect(count).toBeGreaterThan(10_000);
  expect(longestCpuMs).toBeLessThan(50);
});

test("a running server answers each of 10,000 nearly valid frames or ends its connection properly, and never stops", {
  timeout: 120_000,
}, async () => {
  const { frames, answers, ends, loop } = await fuzzServerAgain(1, 10_000);
  expect(frames).toBeGreaterThanOrEqual(10_000);
  expect(answers).toBeGreaterThan(5_000);
  expect(Object.keys(ends).map(Number)).toEqual([closeCodes.badFrame, closeCodes.unauthenticated]);
  expect(loop.cpuMs).toBeLessThan(50);
});
