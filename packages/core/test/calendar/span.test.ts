import fc from "fast-check";
import { expect, test } from "vitest";
import { defineCalendar } from "../../src/calendar/calendar.ts";
import { shift, spanProblem } from "../../src/calendar/span.ts";
import type { Span } from "../../src/model/calendar.ts";

const nineToFive = "Mon-Fri 09:00-17:00";
const holidays = ["2026-12-25", "2026-12-24 09:00-12:00", "2027-01-01"];
const calendars = {
  bangkok: defineCalendar({ timeZone: "Asia/Bangkok", week: nineToFive, holidays }),
  berlin: defineCalendar({ timeZone: "Europe/Berlin", week: nineToFive, holidays }),
  newYork: defineCalendar({ timeZone: "America/New_York", week: nineToFive }),
  // With a break, and a short Friday.
  shortFriday: defineCalendar({
    timeZone: "Asia/Bangkok",
    week: "Mon-Thu 09:00-12:00 13:00-18:00, Fri 09:00-15:00",
  }),
  nights: defineCalendar({ timeZone: "Europe/Berlin", week: "Mon-Sun 22:00-06:00" }),
  lordHoweNights: defineCalendar({ timeZone: "Australia/Lord_Howe", week: "Sat-Sun 00:00-04:00" }),
};

const shifted = (calendar: keyof typeof calendars, from: string, span: Span, by: 1 | -1) =>
  new Date(shift(Date.parse(`${from}:00.000Z`), span, calendars[calendar], by))
    .toISOString()
    .slice(0, 16);

// Each value was worked out by hand. All times are UTC. 2026-11-27 is a Friday.
test.each<[keyof typeof calendars, string, Span, string, string]>([
  ["bangkok", "2026-11-27T10:00", { workDays: 2 }, "2026-12-01T10:00", "Friday 17:00 + 2: Tuesday"],
  [
    "bangkok",
    "2026-11-27T09:00",
    { workHours: 4 },
    "2026-11-30T05:00",
    "1 h on Friday, 3 h Monday",
  ],
  ["bangkok", "2026-11-28T03:00", { workHours: 1 }, "2026-11-30T03:00", "from a Saturday"],
  [
    "bangkok",
    "2026-12-23T10:00",
    { workHours: 4 },
    "2026-12-28T03:00",
    "half day, holiday, weekend",
  ],
  [
    "bangkok",
    "2026-11-27T10:00",
    { hours: 48 },
    "2026-11-29T10:00",
    "exact hours need no open time",
  ],
  ["bangkok", "2026-11-27T10:00", { days: 2 }, "2026-11-29T10:00", "days count weekends too"],
  ["berlin", "2026-03-28T11:00", { days: 1 }, "2026-03-29T10:00", "12:00 stays 12:00 into summer"],
  ["berlin", "2026-03-28T11:00", { hours: 24 }, "2026-03-29T11:00", "24 hours are 24 hours"],
  ["berlin", "2026-03-28T01:30", { days: 1 }, "2026-03-29T01:30", "02:30 is missing: 03:30"],
  [
    "berlin",
    "2026-10-24T00:30",
    { days: 1 },
    "2026-10-25T00:30",
    "02:30 is there twice: the first",
  ],
  ["berlin", "2026-10-24T10:00", { days: 1 }, "2026-10-25T11:00", "12:00 stays 12:00 into winter"],
  ["berlin", "2026-03-27T15:00", { workHours: 2 }, "2026-03-30T08:00", "the change at the weekend"],
  [
    "newYork",
    "2026-03-06T21:00",
    { workHours: 2 },
    "2026-03-09T14:00",
    "the change at the weekend",
  ],
  ["newYork", "2026-10-31T16:00", { days: 1 }, "2026-11-01T17:00", "12:00 stays 12:00 into winter"],
  ["shortFriday", "2026-11-26T04:00", { workHours: 2 }, "2026-11-26T07:00", "over the break"],
  [
    "shortFriday",
    "2026-11-27T02:00",
    { workDays: 1 },
    "2026-11-30T04:00",
    "6 h on Friday, 2 h more",
  ],
  ["nights", "2026-03-28T21:00", { workHours: 7 }, "2026-03-29T04:00", "that night has 7 hours"],
  ["nights", "2026-10-24T20:00", { workHours: 9 }, "2026-10-25T05:00", "that night has 9 hours"],
  [
    "nights",
    "2026-11-27T02:00",
    { workHours: 3 },
    "2026-11-27T05:00",
    "the shift of the day before",
  ],
  ["nights", "2026-11-27T02:00", { workHours: 4 }, "2026-11-27T22:00", "… and the next night"],
  [
    "lordHoweNights",
    "2026-10-03T13:30",
    { workHours: 3.5 },
    "2026-10-03T17:00",
    "half an hour is missing",
  ],
  [
    "lordHoweNights",
    "2026-04-04T13:00",
    { workHours: 4.5 },
    "2026-04-04T17:30",
    "half an hour more",
  ],
])("%s: %s + %j is %s (%s)", (calendar, from, span, expected) => {
  expect(shifted(calendar, from, span, 1)).toBe(expected);
});

test.each<[keyof typeof calendars, string, Span, string, string]>([
  ["bangkok", "2026-12-01T10:00", { workHours: 4 }, "2026-12-01T06:00", "the same day"],
  ["bangkok", "2026-11-30T03:00", { workHours: 4 }, "2026-11-27T07:00", "over a weekend"],
  ["bangkok", "2026-11-29T05:00", { workHours: 1 }, "2026-11-27T09:00", "from a Sunday"],
  [
    "bangkok",
    "2026-12-28T03:00",
    { workHours: 5 },
    "2026-12-23T09:00",
    "half day, holiday, weekend",
  ],
  ["berlin", "2026-03-29T10:00", { days: 1 }, "2026-03-28T11:00", "12:00 stays 12:00"],
  ["berlin", "2026-03-29T10:00", { hours: 24 }, "2026-03-28T10:00", "24 hours are 24 hours"],
  ["nights", "2026-03-29T04:00", { workHours: 7 }, "2026-03-28T21:00", "that night has 7 hours"],
])("%s: %s - %j is %s (%s)", (calendar, from, span, expected) => {
  expect(shifted(calendar, from, span, -1)).toBe(expected);
});

const anyTime = fc.integer({
  min: Date.parse("2026-01-01T00:00:00Z"),
  max: Date.parse("2028-01-01T00:00:00Z"),
});
const minutes = fc.integer({ min: 1, max: 3_000 });
const anyCalendar = fc.constantFrom(...Object.values(calendars));

test("adding working time is additive and monotone, and subtracting it leads back", () => {
  fc.assert(
    fc.property(anyTime, minutes, minutes, anyCalendar, (from, a, b, calendar) => {
      const add = (at: number, count: number) => shift(at, { workHours: count / 60 }, calendar, 1);
      const both = add(from, a + b);
      expect(add(add(from, a), b)).toBe(both);
      expect(add(from, a)).toBeLessThan(both);
      expect(add(from + 60_000, a)).toBeGreaterThanOrEqual(add(from, a));
      // Closed time before `from` is skipped on the way back, so a moment later is also right.
      const back = shift(both, { workHours: (a + b) / 60 }, calendar, -1);
      expect(back).toBeGreaterThanOrEqual(from);
      expect(add(back, a + b)).toBe(both);
    }),
    { numRuns: 300 },
  );
});

test("a calendar whose holidays leave no open time says so", () => {
  const days = Array.from({ length: 366 }, (_, i) => i);
  const closed = defineCalendar({
    timeZone: "UTC",
    week: nineToFive,
    holidays: (year) =>
      days.map((day) => new Date(Date.UTC(year, 0, day + 1)).toISOString().slice(0, 10)),
  });
  expect(() => shift(0, { workHours: 1 }, closed, 1)).toThrow("too few open hours");
  expect(() => shift(Date.parse("2026-01-01"), { workHours: 1 }, closed, -1)).toThrow(
    "too few open hours",
  );
});

test.each<[unknown, string | undefined]>([
  [{ hours: 0.5 }, undefined],
  [{ workDays: 2_500 }, undefined],
  [{ days: 1.5 }, "needs whole days"],
  [{ hours: 0 }, "has 0 hours; give a number above 0, up to 87600"],
  [{ workDays: 3_000 }, "has 3000 workDays; give a number above 0, up to 2500"],
  [{ hours: Number.NaN }, "has NaN hours; give a number above 0, up to 87600"],
  [{ hours: 1, days: 1 }, expect.stringContaining("needs one unit")],
  [{ weeks: 1 }, expect.stringContaining("needs one unit")],
  [{}, expect.stringContaining("needs one unit")],
  [null, expect.stringContaining("needs one unit")],
])("the span %j %s", (span, problem) => {
  expect(spanProblem(span)).toEqual(problem);
});
