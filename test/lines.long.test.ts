import { expect, test } from "vitest";
import { playSchedule } from "./lines/schedule.ts";
import { playPart } from "./support/parts.ts";

test("lines that are cut at any byte, lead nowhere, hang half open or are slow lose and double nothing in 300 schedules", {
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
