import type { Calendar, OpenHours } from "../model/calendar.ts";

const weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const dayMinutes = 1_440;
const maxHoursADay = 10;

/**
 * Reads the hours of one day, such as `09:00-12:00 13:00-18:00`.
 *
 * @throws {Error} saying what is wrong.
 */
export function hoursFrom(text: string): OpenHours[] {
  const all = text.trim().split(/\s+/).map(spanFrom);
  if (all.length > maxHoursADay) throw new Error(`"${text}" has more than ${maxHoursADay} spans`);
  all.forEach(([from], i) => {
    const earlier = all[i - 1];
    if (earlier && from < earlier[1])
      throw new Error(`"${text}" has spans that overlap or are not in order`);
  });
  return all;
}

function spanFrom(text: string): OpenHours {
  const found = /^(\d\d):(\d\d)-(\d\d):(\d\d)$/.exec(text);
  const [fromHour, fromMinute, hour, minute] = (found ?? []).slice(1).map(Number);
  const from = Number(fromHour) * 60 + Number(fromMinute);
  const until = Number(hour) * 60 + Number(minute);
  const isTime =
    Number(fromMinute) < 60 && Number(minute) < 60 && from < dayMinutes && until <= dayMinutes;
  if (!isTime) throw new Error(`"${text}" is no span of hours; write "09:00-17:00"`);
  if (from === until) throw new Error(`"${text}" is empty; write "00:00-24:00" for a whole day`);
  // A night shift ends on the next day.
  return [from, until > from ? until : until + dayMinutes];
}

/**
 * Reads the hours of a week, such as `Mon-Thu 09:00-12:00 13:00-18:00, Fri 09:00-15:00`.
 *
 * @throws {Error} saying what is wrong.
 */
export function weekFrom(text: string): Calendar["week"] {
  const week: OpenHours[][] = weekdays.map(() => []);
  for (const part of text.split(",")) {
    const [names = "", ...hours] = part.trim().split(/\s+/);
    const days = daysFrom(names);
    const spans = hoursFrom(hours.join(" "));
    for (const day of days) {
      if (week[day]?.length)
        throw new Error(`${weekdays[day]} is listed twice; write all its hours in one place`);
      week[day] = spans;
    }
  }
  week.forEach((hours, day) => {
    const overlap = (hours.at(-1)?.[1] ?? 0) - dayMinutes;
    const [next] = week[(day + 1) % 7] ?? [];
    if (next && overlap > next[0])
      throw new Error(
        `the hours of ${weekdays[day]} overlap with those of the next day; let them end earlier`,
      );
  });
  return week;
}

function daysFrom(text: string): number[] {
  const [first = "", last = first, ...more] = text.split("-");
  const from = weekdays.indexOf(first);
  const to = weekdays.indexOf(last);
  if (from < 0 || to < 0 || more.length > 0)
    throw new Error(`"${text}" is no weekday; write "Mon" or "Mon-Fri"`);
  const count = ((to - from + 7) % 7) + 1;
  return Array.from({ length: count }, (_, i) => (from + i) % 7);
}
