import { expect } from "vitest";
import { violations } from "./check.ts";
import { play } from "./schedule.ts";

/** Plays this many schedules, and checks that they contained the cases they are for. */
export async function playAll(schedules: number): Promise<void> {
  const met = { live: 0, replay: 0, snapshot: 0 };
  const kinds = new Map<string, number>();
  let signals = 0;
  for (let seed = 1; seed <= schedules; seed++) {
    const played = await play(seed);
    expect(await violations(played), `seed ${seed}, ${played.revocation}`).toEqual([]);
    kinds.set(played.revocation, (kinds.get(played.revocation) ?? 0) + 1);
    for (const state of played.doing) met[state]++;
    for (const { frames } of played.seats)
      signals += frames.filter(({ type }) => type === "typing").length;
  }
  // The user must have been receiving data in each way, often enough to mean something.
  expect(met.live).toBeGreaterThan(schedules / 2);
  expect(met.replay).toBeGreaterThan(schedules / 4);
  expect(met.snapshot).toBeGreaterThan(schedules / 4);
  expect(signals).toBeGreaterThan(schedules);
  expect(kinds.size).toBe(5);
  expect(Math.min(...kinds.values())).toBeGreaterThan(schedules / 10);
  console.log(
    `${schedules} schedules; at the moment of the loss: ${JSON.stringify(met)}; ${JSON.stringify([...kinds])}`,
  );
}
