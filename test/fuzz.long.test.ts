import { expect, test } from "vitest";
import { fuzzDecoder } from "./fuzz/decoder.ts";
import { fuzzServerAgain } from "./fuzz/live.ts";
import { playPart } from "./support/parts.ts";

const hours = 3_600_000;

test("the decoder turns each of 20 million nearly valid frames into a message or a typed error, none of them slowly", {
  timeout: 6 * hours,
}, async () => {
  const { figures } = await playPart({
    name: "fuzz-decoder",
    total: 20_000_000,
    atOnce: 100_000,
    // The first number of each batch is its seed, so a failure names it.
    play: (first, count) => ({ ...fuzzDecoder(first, count) }),
  });
  expect(figures.longestCpuMs).toBeLessThan(50);
});

test("a running server answers each of a million nearly valid frames or ends its connection properly, and never stops", {
  timeout: 6 * hours,
}, async () => {
  const { figures } = await playPart({
    name: "fuzz-live",
    total: 1_000_000,
    atOnce: 10_000,
    play: async (first, count) => {
      const { frames, answers, ends, loop } = await fuzzServerAgain(first, count);
      const byCode = Object.entries(ends).map(([code, times]) => [`ended with ${code}`, times]);
      return {
        frames,
        answers,
        ...Object.fromEntries(byCode),
        longestCpuMs: loop.cpuMs,
        longestWallMs: loop.wallMs,
      };
    },
  });
  expect(figures.longestCpuMs).toBeLessThan(50);
});
