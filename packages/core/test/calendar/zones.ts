import { fromWall, toWall } from "../../src/calendar/wall-clock.ts";

/** Zones without a change of the clock, with one of an hour, and with one of half an hour; north and south. */
export const zones = [
  "Asia/Bangkok",
  "Europe/Berlin",
  "America/New_York",
  "Australia/Lord_Howe",
  "Asia/Kathmandu",
  "Pacific/Auckland",
];

const halfHourMs = 1_800_000;

/**
 * Counts the half hours between two instants that don't lead back to themselves. Each of them is the second of
 * two that show the same time, and leads to the first one.
 */
export function secondsOfTwo(timeZone: string, from: string, until: string): number {
  let count = 0;
  for (let at = Date.parse(from); at < Date.parse(until); at += halfHourMs) {
    const wall = toWall(at, timeZone);
    const back = fromWall(wall, timeZone);
    if (back === at) continue;
    if (back > at || toWall(back, timeZone) !== wall)
      throw new Error(`${new Date(at).toISOString()} in ${timeZone} leads to another time`);
    count++;
  }
  return count;
}
