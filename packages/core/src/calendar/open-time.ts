import type { Calendar } from "../model/calendar.ts";
import { own } from "../model/own.ts";
import { fromWall, toWall } from "./wall-clock.ts";

const dayMs = 86_400_000;
const minuteMs = 60_000;

/**
 * Maximum number of days that are searched for open time. If this is not enough, the holidays of
 * the calendar leave almost no open time.
 */
const maxDays = 20_000;

/** Returns the open times of one day as instants, in order. */
function openTime(day: number, calendar: Calendar): (readonly [from: number, until: number])[] {
  const date = new Date(day);
  const other = own(calendar.holidays(date.getUTCFullYear()), date.toISOString().slice(0, 10));
  const hours = other ?? calendar.week[date.getUTCDay()] ?? [];
  return hours.map(([from, until]) => {
    const at = (minutes: number) => fromWall(day + minutes * minuteMs, calendar.timeZone);
    return [at(from), at(until)] as const;
  });
}

/**
 * Returns the local midnight (see `toWall`) at the beginning of the day before an instant. The
 * search starts on this day, because its night shift may still be open.
 */
const dayBefore = (instant: number, { timeZone }: Calendar): number => {
  const wall = toWall(instant, timeZone);
  return wall - (((wall % dayMs) + dayMs) % dayMs) - dayMs;
};

/**
 * Returns the first instant at which `ms` of open time have passed since `from`.
 *
 * @throws {Error} if the calendar never has so much open time.
 */
export function addOpenTime(from: number, ms: number, calendar: Calendar): number {
  if (ms <= 0) return from;
  let left = ms;
  let cursor = from;
  const first = dayBefore(from, calendar);
  for (let i = 0; i < maxDays; i++)
    for (const [opens, closes] of openTime(first + i * dayMs, calendar)) {
      const begin = Math.max(opens, cursor);
      if (closes <= begin) continue;
      if (closes - begin >= left) return begin + left;
      left -= closes - begin;
      cursor = closes;
    }
  throw neverOpen(calendar);
}

/** Returns the last instant with exactly `ms` of open time between it and `until`. */
export function subtractOpenTime(until: number, ms: number, calendar: Calendar): number {
  if (ms <= 0) return until;
  let left = ms;
  let cursor = until;
  const last = dayBefore(until, calendar) + 2 * dayMs;
  for (let i = 0; i < maxDays; i++)
    for (const [opens, closes] of openTime(last - i * dayMs, calendar).reverse()) {
      const end = Math.min(closes, cursor);
      if (end <= opens) continue;
      if (end - opens >= left) return end - left;
      left -= end - opens;
      cursor = opens;
    }
  throw neverOpen(calendar);
}

const neverOpen = ({ timeZone }: Calendar): Error =>
  new Error(`The calendar in ${timeZone} has too few open hours: look at its holidays.`);
