import { type Digest, type QuietHours, weekdays } from "../model/delivery-times.ts";
import { minutesOf, type QuietPart, quietWeek, weekMinutes } from "./quiet-week.ts";
import { fromWall, toWall } from "./wall-clock.ts";

const minuteMs = 60_000;
const dayMs = 86_400_000;
const weekMs = weekMinutes * minuteMs;

/** A day in 1970 that was a Sunday, as the number of days since the 1st of January. */
const aSunday = 3;

const isOn = (day: number, { days }: { readonly days: readonly string[] }): boolean =>
  days.includes(weekdays[(((day - aSunday) % 7) + 7) % 7] as string);

/**
 * Returns the first instant from `instant` on that is not in quiet hours. Quiet hours may end on the next day. A local
 * time that does not exist moves forward by the gap, and of two the first one counts.
 */
export function quietEnd(instant: number, quiet: readonly QuietHours[], timeZone: string): number {
  const week = quietWeek(quiet) ?? [];
  let at = instant;
  // The next part can begin in a gap of the clocks in which the part before ends.
  for (let i = 0; i <= week.length; i++) {
    const end = endOfPart(at, week, timeZone);
    if (end === undefined) return at;
    at = end;
  }
  return at;
}

/** The end of the quiet part of the week that `instant` is in. Undefined if it is in none. */
function endOfPart(
  instant: number,
  week: readonly QuietPart[],
  timeZone: string,
): number | undefined {
  const wall = toWall(instant, timeZone);
  const offset = (at: number) => toWall(at, timeZone) - at;
  const change = [-2 * dayMs, 2 * dayMs].some((by) => offset(instant + by) !== wall - instant);
  /** Whether a local time is over. If the clocks change near it, only the instants can be compared. */
  const isOver = (local: number): boolean =>
    change && Math.abs(local - wall) < 2 * dayMs
      ? fromWall(local, timeZone) <= instant
      : local <= wall;
  const sunday = aSunday * dayMs + Math.floor((wall - aSunday * dayMs) / weekMs) * weekMs;
  for (const start of [sunday - weekMs, sunday, sunday + weekMs])
    for (const { begin, end } of week) {
      const until = start + end * minuteMs;
      if (isOver(start + begin * minuteMs) && !isOver(until)) return fromWall(until, timeZone);
    }
  return undefined;
}

/** Whether these quiet hours take up the whole week. Then nothing would ever be sent. */
export const isAlwaysQuiet = (quiet: readonly QuietHours[]): boolean =>
  quietWeek(quiet) === undefined;

/** Returns the first time of a digest after `instant`. */
export function nextDigest(instant: number, digest: Digest, timeZone: string): number {
  const today = Math.floor(toWall(instant, timeZone) / dayMs);
  for (let day = today; day <= today + 8; day++) {
    if (!isOn(day, digest)) continue;
    const at = fromWall(day * dayMs + minutesOf(digest.at) * minuteMs, timeZone);
    if (at > instant) return at;
  }
  return instant + 7 * dayMs;
}
