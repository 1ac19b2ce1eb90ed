import { expect, test } from "vitest";
import { playSchedule } from "./lines/schedule.ts";
import { playPart } from "./support/parts.ts";

test("300 schedules of cut, silent, half-open and slow connections lose no command and double none", {
  timeout: 3 * 3_600_000,
}, async () => {
  const { figures } = await playPart({
    name: "lines",
    total: 300,
    atOnce: 1,
    play: async (seed) => {
      const { problems, acknowledged, done } = await playSchedule(seed);
      if (problems.length > 0) throw new Error(`Schedule ${seed}: ${problems.join("\n")}`);
      return { acknowledged, ...done };
    },
  });
  expect(figures.acknowledged).toBeGreaterThan(1_000);
});
