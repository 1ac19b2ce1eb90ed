/**
 * A part of a day, in minutes since midnight. If `until` is more than 1,440, the part ends on the
 * next day.
 */
export type OpenHours = readonly [from: number, until: number];

/**
 * The days of a year that don't have the open hours of their weekday, by date. A day without hours
 * is closed.
 */
export interface Holidays {
  readonly [date: string]: readonly OpenHours[];
}

/** The hours in which people work, in one time zone. Made by `defineCalendar`. */
export interface Calendar {
  readonly timeZone: string;
  readonly version: number;
  /** The open hours of each weekday, Sunday first. */
  readonly week: readonly (readonly OpenHours[])[];
  /** The open time of the longest weekday, in milliseconds: the length of a work day. */
  readonly workDayMs: number;
  /** The holidays of a year. */
  readonly holidays: (year: number) => Holidays;
}

/** The units of a length of time. */
export interface SpanUnits {
  /** Exact hours. Fractions are allowed. */
  readonly hours: number;
  /** Whole days. The time of day stays the same in the calendar's zone. */
  readonly days: number;
  /** Open hours of the calendar. Fractions are allowed. */
  readonly workHours: number;
  /** The open hours of the calendar's longest weekday, so many times. Fractions are allowed. */
  readonly workDays: number;
}

/**
 * A length of time, in one unit. `hours` are exact. `days` keep the time of day in the calendar's zone.
 * `workHours` and `workDays` count only the open hours of the calendar.
 */
export type Span = { [U in keyof SpanUnits]: Pick<SpanUnits, U> }[keyof SpanUnits];
