import { expect, test } from "vitest";
import { returnAtOnce } from "./crowd/return.ts";

test("a thousand clients that return at once, 20 times, each missing 100 events, get each event once and in order", {
  timeout: 3_600_000,
}, async () => {
  for (let time = 1; time <= 20; time++) {
    const { problems, fewest, most, reads, ms } = await returnAtOnce({
      clients: 1_000,
      missed: 100,
      meanwhile: 50,
    });
    console.log(
      `${time} of 20: all had everything after ${ms.toFixed()} ms, from ${reads} reads of the log`,
    );
    expect(problems).toEqual([]);
    expect([fewest, most]).toEqual([150, 150]);
    expect(reads).toBeLessThanOrEqual(1 + 2 * 50);
  }
});
