import { type Digest, type QuietHours, weekdays } from "../model/delivery-times.ts";
import { fromWall, toWall } from "./wall-clock.ts";

const minuteMs = 60_000;
const dayMs = 86_400_000;

/** A day in 1970 that was a Sunday, as the number of days since the 1st of January. */
const aSunday = 3;

const minutesOf = (text: string): number => {
  const [hours = 0, minutes = 0] = text.split(":").map(Number);
  return hours * 60 + minutes;
};

const isOn = (day: number, { days }: { readonly days: readonly string[] }): boolean =>
  days.includes(weekdays[(((day - aSunday) % 7) + 7) % 7] as string);

/**
 * Returns the first instant from `instant` on that is not in quiet hours. Quiet hours may end on the next day. A local
 * time that does not exist moves forward by the gap, and of two the first one counts.
 */
export function quietEnd(instant: number, quiet: readonly QuietHours[], timeZone: string): number {
  let at = instant;
  for (let i = 0; i <= quiet.length * 9; i++) {
    const end = endOfQuiet(at, quiet, timeZone);
    if (end === undefined) return at;
    at = end;
  }
  return at;
}

/** The end of the quiet hours that `instant` is in. Undefined if it is in none. */
function endOfQuiet(
  instant: number,
  quiet: readonly QuietHours[],
  timeZone: string,
): number | undefined {
  const today = Math.floor(toWall(instant, timeZone) / dayMs);
  for (const hours of quiet) {
    const from = minutesOf(hours.from);
    const until = minutesOf(hours.until);
    const length = until > from ? until - from : until - from + 1_440;
    for (const day of [today - 1, today]) {
      if (!isOn(day, hours)) continue;
      const begin = day * dayMs + from * minuteMs;
      const end = fromWall(begin + length * minuteMs, timeZone);
      if (fromWall(begin, timeZone) <= instant && instant < end) return end;
    }
  }
  return undefined;
}

/** Whether these quiet hours take up the whole week. Then nothing would ever be sent. */
export const isAlwaysQuiet = (quiet: readonly QuietHours[]): boolean =>
  quietEnd(0, quiet, "UTC") >= 7 * dayMs;

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
