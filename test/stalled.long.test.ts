import { closeCodes } from "@taskwire/core/adapter";
import { expect, test } from "vitest";
import { stall } from "./crowd/stalled.ts";

test("50 stalled readers among a thousand do not delay the others", {
  timeout: 3_600_000,
}, async () => {
  const rounds = await stall(
    { clients: 1_000, stalled: 50, rounds: 6, events: 100, everyMs: 50 },
    (round) => console.log({ ...round, codesRead: round.codesRead.length }),
  );
  const median = (isStalled: boolean) => {
    const all = rounds.filter((round) => round.isStalled === isStalled).map(({ p99 }) => p99);
    return all.sort((a, b) => a - b)[Math.floor(all.length / 2)] ?? Number.NaN;
  };
  const most = Math.max(
    ...rounds.filter(({ isStalled }) => isStalled).map(({ residentEach }) => residentEach),
  );
  const ratio = median(true) / median(false);
  console.log(
    `p99 ${median(true).toFixed(1)} ms with stalled readers, ${median(false).toFixed(1)} ms when all read: ${ratio.toFixed(2)} times; ${(most / 2 ** 20).toFixed(2)} MiB each at most`,
  );
  for (const { problems, isStalled, closes } of rounds) {
    expect(problems).toEqual([]);
    expect(closes).toEqual(isStalled ? { [closeCodes.slow]: 50 } : {});
  }
  expect(most).toBeLessThan(2 * 2 ** 20);
  expect(ratio).toBeLessThan(1.1);
});
