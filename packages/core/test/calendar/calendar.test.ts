import { expect, test } from "vitest";
import { type CalendarDefinition, defineCalendar } from "../../src/calendar/calendar.ts";
import { shift } from "../../src/calendar/span.ts";

const good: CalendarDefinition = { timeZone: "Asia/Bangkok", week: "Mon-Fri 09:00-17:00" };

test.each<[string, Partial<CalendarDefinition> | { readonly week?: unknown }]>([
  ['there is no time zone "Bangkok"; give an IANA name', { timeZone: "Bangkok" }],
  ["`version` is 0; give a whole number, 1 or more", { version: 0 }],
  ["`week` needs the open hours", { week: undefined }],
  ['`week`: "09:00-17:00" is no weekday; write "Mon" or "Mon-Fri"', { week: "09:00-17:00" }],
  ['`week`: "Monday" is no weekday', { week: "Monday 09:00-17:00" }],
  ['`week`: "" is no span of hours; write "09:00-17:00"', { week: "Mon" }],
  ['`week`: "9-17" is no span of hours', { week: "Mon 9-17" }],
  ['`week`: "09:60-17:00" is no span of hours', { week: "Mon 09:60-17:00" }],
  ['`week`: "09:00-24:01" is no span of hours', { week: "Mon 09:00-24:01" }],
  ['`week`: "09:00-09:00" is empty', { week: "Mon 09:00-09:00" }],
  ["has spans that overlap or are not in order", { week: "Mon 13:00-17:00 09:00-12:00" }],
  ["has spans that overlap or are not in order", { week: "Mon 22:00-06:00 23:00-24:00" }],
  [
    "the hours of Sun overlap with those of the next day; let them end earlier",
    { week: "Sun 22:00-06:00, Mon 05:00-12:00" },
  ],
  ["Wed is listed twice", { week: "Mon-Wed 09:00-17:00, Wed-Fri 09:00-12:00" }],
  ['`holidays` has "25 December"; write a date', { holidays: ["25 December"] }],
  ['`holidays` has "2026-02-30"', { holidays: ["2026-02-30"] }],
  [
    '`holidays` has "2570-04-13". The year 2570 is far away. If it is of the Buddhist calendar, use the year 2027.',
    { holidays: ["2570-04-13"] },
  ],
  [
    '`holidays` has "2570-04-13 09:00-12:00". The year 2570',
    { holidays: ["2570-04-13 09:00-12:00"] },
  ],
  [
    'has no field "holiday"; there are timeZone, version, week, holidays',
    { holiday: [] } as object,
  ],
  ["The year has to be from 1900 to 2200", { holidays: ["9999-12-31"] }],
  ['2026-12-24: "9-12" is no span of hours', { holidays: ["2026-12-24 9-12"] }],
])("says what is wrong: %s", (message, change) => {
  const definition = { ...good, ...change } as CalendarDefinition;
  expect(() => defineCalendar(definition)).toThrow(message);
});

test("a span of weekdays can go over the end of the week", () => {
  const { week } = defineCalendar({ ...good, week: "Fri-Mon 10:00-12:00" });
  expect(week.map(({ length }) => length)).toEqual([1, 1, 0, 0, 0, 1, 1]);
});

test("a work day is as long as the longest weekday", () => {
  const { workDayMs } = defineCalendar({
    ...good,
    week: "Mon-Thu 09:00-12:00 13:00-18:00, Fri 22:00-24:00",
  });
  expect(workDayMs).toBe(8 * 3_600_000);
});

test("a function of the year gives the holidays, and is asked once a year", () => {
  const asked: number[] = [];
  const holidays = (year: number) => {
    asked.push(year);
    return [`${year}-12-31`, `${year}-01-01`];
  };
  const calendar = defineCalendar({ ...good, holidays });
  // From Wednesday 17:00 over two holidays and a weekend to Monday 17:00. 2026-12-31 is a Thursday.
  const at = shift(Date.parse("2026-12-30T10:00:00Z"), { workDays: 1 }, calendar, 1);
  expect(new Date(at).toISOString()).toBe("2027-01-04T10:00:00.000Z");
  shift(Date.parse("2027-01-04T10:00:00Z"), { workDays: 1 }, calendar, 1);
  expect(asked).toEqual([2026, 2027]);
});

test("says what is wrong with the holidays that the function gives", () => {
  const calendar = defineCalendar({ ...good, holidays: () => ["tomorrow"] });
  expect(() => shift(0, { workDays: 1 }, calendar, 1)).toThrow('`holidays` has "tomorrow"');
});
