import type { Calendar, Holidays } from "../model/calendar.ts";
import { yearProblem } from "../model/id.ts";
import { checkFields, type Fields } from "../model/known-fields.ts";
import { hoursFrom, weekFrom } from "./open-hours.ts";
import { isTimeZone } from "./wall-clock.ts";

/** The parameter of `defineCalendar`. */
export interface CalendarDefinition {
  /** The name of an IANA time zone, e.g. `Asia/Bangkok`. */
  readonly timeZone: string;
  /**
   * Increase it when the hours or the holidays change. It is stored with each deadline. Default: 1.
   */
  readonly version?: number;
  /** The open hours, e.g. `Mon-Thu 09:00-12:00 13:00-18:00, Fri 09:00-15:00`. A span may end on the next day: `22:00-06:00`. */
  readonly week: string;
  /**
   * Dates on which nobody works, e.g. `2026-12-25`, or which have other hours: `2026-12-24
   * 09:00-12:00`. Or a function that gets a year and returns its dates.
   */
  readonly holidays?: readonly string[] | ((year: number) => readonly string[]);
}

const definitionFields: Fields<CalendarDefinition> = {
  ...{ timeZone: true, version: true, week: true, holidays: true },
};
const minuteMs = 60_000;
const maxHolidays = 366;

/**
 * Defines the hours in which people work, for deadlines in working time.
 *
 * @throws {Error} naming what is wrong, and the cure.
 * @example
 * ```ts
 * const office = defineCalendar({
 *   timeZone: "Asia/Bangkok",
 *   week: "Mon-Thu 09:00-12:00 13:00-18:00, Fri 09:00-15:00",
 *   holidays: ["2026-12-31", "2027-01-01"],
 * });
 * ```
 */
export function defineCalendar(definition: CalendarDefinition): Calendar {
  checkFields(definitionFields, definition, (text) => new Error(`defineCalendar ${text}`));
  const { timeZone, version = 1, week: text, holidays = [] } = definition;
  if (!isTimeZone(timeZone))
    throw problem(
      `there is no time zone "${timeZone}"; give an IANA name, such as "Asia/Bangkok".`,
    );
  if (!Number.isSafeInteger(version) || version < 1)
    throw problem(`\`version\` is ${version}; give a whole number, 1 or more.`);
  if (typeof text !== "string")
    throw problem('`week` needs the open hours, such as "Mon-Fri 09:00-17:00".');
  const week = read(() => weekFrom(text), "`week`");
  const lengths = week.map((hours) => hours.reduce((sum, [from, until]) => sum + until - from, 0));
  return {
    timeZone,
    version,
    week,
    workDayMs: Math.max(...lengths) * minuteMs,
    holidays: typeof holidays === "function" ? perYear(holidays) : always(holidays),
  };
}

const problem = (text: string) => new Error(`defineCalendar: ${text}`);

function read<T>(from: () => T, what: string): T {
  try {
    return from();
  } catch (error) {
    throw problem(`${what}: ${(error as Error).message}.`);
  }
}

function always(dates: readonly string[]): Calendar["holidays"] {
  const all = holidaysFrom(dates, Number.MAX_SAFE_INTEGER);
  return () => all;
}

/** Calls the function once for each year. */
function perYear(dates: (year: number) => readonly string[]): Calendar["holidays"] {
  const years = new Map<number, Holidays>();
  return (year) => {
    const known = years.get(year) ?? holidaysFrom(dates(year), maxHolidays);
    years.set(year, known);
    return known;
  };
}

function holidaysFrom(dates: readonly string[], most: number): Holidays {
  if (!Array.isArray(dates))
    throw problem(
      '`holidays` needs a list of dates, such as ["2026-12-25"], or a function that returns the list of a year.',
    );
  if (dates.length > most)
    throw problem(
      `\`holidays\` returned ${dates.length} dates for one year; return at most ${most}.`,
    );
  return Object.fromEntries(
    dates.map((text: string) => {
      const [date = "", ...hours] = String(text).trim().split(/\s+/);
      if (!isDate(date))
        throw problem(
          `\`holidays\` has "${text}"; write a date, such as "2026-12-25", or one with its hours: "2026-12-24 09:00-12:00".`,
        );
      const farAway = yearProblem(date);
      if (farAway) throw problem(`\`holidays\` has "${text}". ${farAway}.`);
      const spans = hours.length > 0 ? read(() => hoursFrom(hours.join(" ")), date) : [];
      return [date, spans];
    }),
  );
}

const isDate = (text: string): boolean =>
  /^\d{4}-\d\d-\d\d$/.test(text) &&
  !Number.isNaN(Date.parse(text)) &&
  new Date(text).toISOString().startsWith(text);
