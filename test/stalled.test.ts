import { closeCodes } from "@taskwire/core/adapter";
import { expect, test } from "vitest";
import { stall } from "./crowd/stalled.ts";

test("50 stalled readers among a thousand are closed as slow and cost little memory; all others get everything in order", {
  timeout: 120_000,
}, async () => {
  const rounds = await stall({ clients: 1_000, stalled: 50, rounds: 1, events: 40, everyMs: 50 });
  for (const { problems } of rounds) expect(problems).toEqual([]);
  const [stalled, healthy] = rounds;
  expect(stalled?.closes).toEqual({ [closeCodes.slow]: 50 });
  expect(new Set(stalled?.codesRead)).toEqual(new Set([closeCodes.slow]));
  expect(stalled?.residentEach).toBeLessThan(2 * 2 ** 20);
  expect(healthy?.closes).toEqual({});
});
