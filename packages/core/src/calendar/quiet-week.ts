import { type QuietHours, weekdays } from "../model/delivery-times.ts";

/** The minutes of a week. It begins on Sunday at 00:00. */
export const weekMinutes = 7 * 1_440;

/** A part of the week, from one minute to another. The end can be in the next week. */
export interface QuietPart {
  readonly begin: number;
  readonly end: number;
}

/** The minutes from 00:00 to a time of day. */
export const minutesOf = (text: string): number => {
  const [hours = 0, minutes = 0] = text.split(":").map(Number);
  return hours * 60 + minutes;
};

/**
 * Returns the quiet parts of a week, in order. Quiet hours that overlap, or follow one another without a pause, are
 * one part. Undefined if the whole week is quiet.
 */
export function quietWeek(quiet: readonly QuietHours[]): readonly QuietPart[] | undefined {
  const single = quiet.flatMap(({ days, from, until }) => {
    const [first, last] = [minutesOf(from), minutesOf(until)];
    const length = last > first ? last - first : last - first + 1_440;
    return days.map((day) => {
      const begin = weekdays.indexOf(day) * 1_440 + first;
      return { begin, end: begin + length };
    });
  });
  // With the weeks before and after, a part that crosses the end of the week is whole once.
  const inThreeWeeks = [-weekMinutes, 0, weekMinutes]
    .flatMap((by) => single.map(({ begin, end }) => ({ begin: begin + by, end: end + by })))
    .sort((a, b) => a.begin - b.begin);
  const parts: { begin: number; end: number }[] = [];
  for (const one of inThreeWeeks) {
    const last = parts.at(-1);
    if (last && one.begin <= last.end) last.end = Math.max(last.end, one.end);
    else parts.push({ ...one });
  }
  if (parts.some(({ begin, end }) => end - begin >= 2 * weekMinutes)) return undefined;
  return parts.filter(({ begin }) => begin >= 0 && begin < weekMinutes);
}
