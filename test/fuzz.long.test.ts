import { expect, test } from "vitest";
import { fuzzDecoder } from "./fuzz/decoder.ts";
import { fuzzServer } from "./fuzz/live.ts";
import { playPart } from "./support/parts.ts";

const hours = 3_600_000;

test("of 20 million frames near valid ones the decoder makes a message or a typed error each, and none takes it long", {
  timeout: 6 * hours,
}, async () => {
  const { figures } = await playPart({
    name: "fuzz-decoder",
    total: 20_000_000,
    atOnce: 100_000,
    // The first of so many is the seed: what goes wrong names it.
    play: (first, count) => ({ ...fuzzDecoder(first, count) }),
  });
  expect(figures.longestCpuMs).toBeLessThan(50);
});

test("each of a million frames near valid ones is answered by a running server or ends its connection properly, and none stops it", {
  timeout: 6 * hours,
}, async () => {
  const { figures } = await playPart({
    name: "fuzz-live",
    total: 1_000_000,
    atOnce: 10_000,
    play: async (first, count) => {
      const { frames, answers, ends, loop } = await fuzzServer(first, count);
      let longestCpuMs = loop.cpuMs;
      // What frames cost they cost again; what the machine did in that moment it doesn't do three times.
      for (let again = 0; longestCpuMs >= 50 && again < 2; again++) {
        console.log(
          `A turn took ${longestCpuMs} ms of CPU in the ${count} frames from seed ${first}. They are played again.`,
        );
        longestCpuMs = Math.min(longestCpuMs, (await fuzzServer(first, count)).loop.cpuMs);
      }
      const byCode = Object.entries(ends).map(([code, times]) => [`ended with ${code}`, times]);
      const playedAgain = loop.cpuMs >= 50 ? 1 : 0;
      return {
        frames,
        answers,
        ...Object.fromEntries(byCode),
        longestCpuMs,
        longestWallMs: loop.wallMs,
        playedAgain,
      };
    },
  });
  expect(figures.longestCpuMs).toBeLessThan(50);
});
