import { closeCodes } from "@taskwire/core/adapter";
import { expect, test } from "vitest";
import { fuzzDecoder } from "./fuzz/decoder.ts";
import { fuzzServer } from "./fuzz/live.ts";

test("of 200,000 frames near valid ones the decoder makes a message or a typed error each, and none takes it long", {
  timeout: 120_000,
}, () => {
  const { frames, messages, errors, closes, longestCpuMs } = fuzzDecoder(1, 200_000);
  expect(frames).toBe(200_000);
  for (const count of [messages, errors, closes]) expect(count).toBeGreaterThan(10_000);
  expect(longestCpuMs).toBeLessThan(50);
});

test("each of 10,000 frames near valid ones is answered by a running server or ends its connection properly, and none stops it", {
  timeout: 120_000,
}, async () => {
  const { frames, answers, ends, loop } = await fuzzServer(1, 10_000);
  expect(frames).toBeGreaterThanOrEqual(10_000);
  expect(answers).toBeGreaterThan(5_000);
  expect(Object.keys(ends).map(Number)).toEqual([closeCodes.badFrame, closeCodes.unauthenticated]);
  expect(loop.cpuMs).toBeLessThan(50);
});
