import { expect, test } from "vitest";
import { killAndCheck } from "./kill/run.ts";
import { playPart } from "./support/parts.ts";

const killsOfOne = 20;

test("servers killed 500 times under load lose no acknowledged command and do none twice", {
  timeout: 60 * 60_000,
}, async () => {
  const { done, figures } = await playPart({
    name: "kills",
    total: 500 / killsOfOne,
    atOnce: 1,
    play: async () => {
      const { problems, ...counts } = await killAndCheck(killsOfOne);
      expect(problems).toEqual([]);
      return counts;
    },
  });
  // All parts together have this many for each kill.
  const kills = done * killsOfOne;
  expect(figures.acknowledged).toBeGreaterThanOrEqual(kills * 10);
  expect(figures.repeatedAfterKill).toBeGreaterThan(kills / 5);
});
