import { expect, test } from "vitest";
import { playSchedule } from "./lines/schedule.ts";

test.each([1, 2, 3])(
  "cut, silent, half-open and slow connections lose no command and double none: schedule %i",
  {
    timeout: 90_000,
  },
  async (seed) => {
    const { problems, acknowledged, done } = await playSchedule(seed);
    expect(problems).toEqual([]);
    expect(acknowledged).toBeGreaterThan(10);
    for (const times of Object.values(done)) expect(times).toBeGreaterThan(0);
  },
);
