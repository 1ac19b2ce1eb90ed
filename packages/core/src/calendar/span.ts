import type { Calendar, Span } from "../model/calendar.ts";
import { addOpenTime, subtractOpenTime } from "./open-time.ts";
import { fromWall, toWall } from "./wall-clock.ts";

/** The units of a span. */
export const spanUnits = ["hours", "days", "workHours", "workDays"] as const;

type Unit = (typeof spanUnits)[number];

/** The maximum of each unit, about ten years. A longer span is probably a mistake in the unit. */
const most: { readonly [U in Unit]: number } = {
  hours: 87_600,
  days: 3_650,
  workHours: 20_000,
  workDays: 2_500,
};

/** The unit and the number of a span. */
export function partsOfSpan(span: Span): readonly [unit: Unit, count: number] {
  const [[unit, count] = ["hours", 0]] = Object.entries(span);
  return [unit as Unit, count];
}

/** Says what is wrong with a span and how to write it. Undefined if the span is right. */
export function spanProblem(span: unknown): string | undefined {
  const entries = typeof span === "object" && span !== null ? Object.entries(span) : [];
  const [unit, count] = entries[0] ?? [];
  if (entries.length !== 1 || !spanUnits.includes(unit as Unit))
    return "needs one unit: { hours: 4 }, { days: 2 }, { workHours: 4 } or { workDays: 2 }";
  const isCount = typeof count === "number" && count > 0 && count <= most[unit as Unit];
  if (!isCount) return `has ${count} ${unit}; give a number above 0, up to ${most[unit as Unit]}`;
  return unit === "days" && !Number.isInteger(count) ? "needs whole days" : undefined;
}

/** Whether a span can only be counted with a calendar. */
export const needsCalendar = (span: Span): boolean => partsOfSpan(span)[0] !== "hours";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/**
 * Returns the instant that is one span after `from`. If `by` is -1, returns the instant that is one
 * span before it.
 *
 * @param calendar needed for every unit except `hours`
 */
export function shift(
  from: number,
  span: Span,
  calendar: Calendar | undefined,
  by: 1 | -1,
): number {
  const [unit, count] = partsOfSpan(span);
  if (unit === "hours") return Math.round(from + by * count * hourMs);
  if (!calendar) throw new Error(`A span in ${unit} needs a calendar.`);
  if (unit === "days") {
    const wall = toWall(from, calendar.timeZone) + by * count * dayMs;
    return fromWall(wall, calendar.timeZone);
  }
  const ms = Math.round(count * (unit === "workHours" ? hourMs : calendar.workDayMs));
  return by === 1 ? addOpenTime(from, ms, calendar) : subtractOpenTime(from, ms, calendar);
}
