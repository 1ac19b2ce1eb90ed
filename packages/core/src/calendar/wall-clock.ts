/**
 * Maximum number of cached formatters. One takes about 40 KB. People choose their time zones, and there are
 * thousands of names, because `+00:01` is one too.
 */
const maxFormats = 64;

/** The formatter that was used last is the last one. */
const formats = new Map<string, Intl.DateTimeFormat>();

/**
 * The formatter of a time zone.
 *
 * @throws {RangeError} if there is no such zone.
 */
function formatOf(timeZone: string): Intl.DateTimeFormat {
  // Upper and lower case don't matter in the names of zones.
  const key = timeZone.toUpperCase();
  const format = formats.get(key) ?? newFormat(timeZone);
  formats.delete(key);
  formats.set(key, format);
  if (formats.size > maxFormats) formats.delete(formats.keys().next().value as string);
  return format;
}

const newFormat = (timeZone: string): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat("en-US", {
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
 * Returns the local date and time in a zone, as a number: the instant at which a clock in UTC shows
 * the same date and time. For example, at 09:00 in Bangkok it returns the instant that is 09:00 in
 * UTC on the same day.
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
 * Returns the instant at which the local date and time in a zone is `wall`. In spring, clocks skip
 * some times: such a time moves forward by the length of the gap. In autumn, clocks show some times
 * twice: the first one counts.
 *
 * @param wall the local date and time, as `toWall` returns it
 */
export function fromWall(wall: number, timeZone: string): number {
  const offset = (instant: number) => toWall(instant, timeZone) - instant;
  // A zone differs from UTC by less than a day. So if the clocks change near this time, one of the
  // two offsets is from before the change, and the other one from after it.
  const before = wall - offset(wall - dayMs);
  const after = wall - offset(wall + dayMs);
  const fits = [before, after].filter((instant) => toWall(instant, timeZone) === wall);
  return fits.length > 0 ? Math.min(...fits) : before;
}
