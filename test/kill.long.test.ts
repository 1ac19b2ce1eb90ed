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
  // The figures are those of all parts that were played.
  const kills = done * killsOfOne;
  expect(figures.acknowledged ?? 0).toBeGreaterThanOrEqual(kills * 10);
  expect(figures.repeatedAfterKill ?? 0).toBeGreaterThanOrEqual(kills / 5);
});
