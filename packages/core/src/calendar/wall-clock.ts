const formats = new Map<string, Intl.DateTimeFormat>();

/**
 * The formatter of a time zone.
 *
 * @throws {RangeError} if there is no such zone.
 */
function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const made = new Intl.DateTimeFormat("en-US", {
    timeZone,
    // Without these, the machine's locale decides. In Thailand, the year would be a Buddhist one.
    calendar: "gregory",
    numberingSystem: "latn",
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  });
  formats.set(timeZone, made);
  return made;
}

/** Whether the machine knows a time zone, such as `Asia/Bangkok`. */
export function isTimeZone(timeZone: unknown): timeZone is string {
  if (typeof timeZone !== "string" || timeZone.length > 64) return false;
  try {
    formatOf(timeZone);
    return true;
  } catch {
    return false;
  }
}

/**
 * The time that a clock on a wall of this zone shows: in milliseconds, as if the zone were UTC.
 *
 * @param instant milliseconds since 1970, UTC
 */
export function toWall(instant: number, timeZone: string): number {
  const second = Math.floor(instant / 1000) * 1000;
  const parts: { [part: string]: number } = {};
  for (const { type, value } of formatOf(timeZone).formatToParts(second))
    parts[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second: seconds = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, seconds) + (instant - second);
}

const dayMs = 86_400_000;

/**
 * The instant at which a clock on a wall of this zone shows this time. A time that the clock skips moves
 * forward by the gap. Of a time that it shows twice, the first one counts.
 *
 * @param wall milliseconds, as if the zone were UTC
 */
export function fromWall(wall: number, timeZone: string): number {
  const offset = (instant: number) => toWall(instant, timeZone) - instant;
  // No zone is a day from UTC, so one of these is before every change of the clock that matters, and one is after it.
  const before = wall - offset(wall - dayMs);
  const after = wall - offset(wall + dayMs);
  const fits = [before, after].filter((instant) => toWall(instant, timeZone) === wall);
  return fits.length > 0 ? Math.min(...fits) : before;
}
