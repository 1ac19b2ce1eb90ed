import { expect, onTestFinished, test, vi } from "vitest";
import { fromWall, isTimeZone, toWall } from "../../src/calendar/wall-clock.ts";
import { secondsOfTwo, zones } from "./zones.ts";

const instant = (wall: string, timeZone: string) =>
  new Date(fromWall(Date.parse(`${wall}:00.000Z`), timeZone)).toISOString().slice(0, 16);

// Each value was worked out by hand from the published rules of the zone.
test.each([
  ["Asia/Bangkok", "2026-07-01T09:00", "2026-07-01T02:00", "seven hours ahead, all year"],
  ["Asia/Bangkok", "2026-12-01T09:00", "2026-12-01T02:00", "seven hours ahead, all year"],
  ["Europe/Berlin", "2026-03-29T01:59", "2026-03-29T00:59", "the last minute of winter"],
  ["Europe/Berlin", "2026-03-29T02:30", "2026-03-29T01:30", "in the gap: forward to 03:30"],
  ["Europe/Berlin", "2026-03-29T03:00", "2026-03-29T01:00", "the first minute of summer"],
  ["Europe/Berlin", "2026-10-25T02:30", "2026-10-25T00:30", "twice: the first one"],
  ["Europe/Berlin", "2026-10-25T03:00", "2026-10-25T02:00", "winter again"],
  ["America/New_York", "2026-03-08T02:30", "2026-03-08T07:30", "in the gap: forward to 03:30"],
  ["America/New_York", "2026-11-01T01:30", "2026-11-01T05:30", "twice: the first one"],
  ["America/New_York", "2026-11-01T02:00", "2026-11-01T07:00", "winter again"],
  ["Australia/Lord_Howe", "2026-10-04T02:15", "2026-10-03T15:45", "a gap of 30 minutes: 02:45"],
  ["Australia/Lord_Howe", "2026-10-04T02:30", "2026-10-03T15:30", "the first minute of summer"],
  ["Australia/Lord_Howe", "2026-04-05T01:45", "2026-04-04T14:45", "twice: the first one"],
  ["Australia/Lord_Howe", "2026-04-05T02:00", "2026-04-04T15:30", "winter again"],
  ["Pacific/Apia", "2011-12-29T12:00", "2011-12-29T22:00", "the day before the missing one"],
  [
    "Pacific/Apia",
    "2011-12-30T12:00",
    "2011-12-30T22:00",
    "the missing day: the same time a day later",
  ],
  ["Pacific/Apia", "2011-12-31T12:00", "2011-12-30T22:00", "the day after the missing one"],
])("row 34: %s shows %s at %s (%s)", (timeZone, wall, expected) => {
  expect(instant(wall, timeZone)).toBe(expected);
});

test.each([
  ["Asia/Bangkok", 0],
  // One change back a year, of two half hours.
  ["Europe/Berlin", 2],
  ["America/New_York", 2],
  // A change of half an hour.
  ["Australia/Lord_Howe", 1],
])("every half hour of 2026 in %s leads back to itself, but the second of two", (zone, count) => {
  expect(secondsOfTwo(zone, "2026-01-01", "2027-01-01")).toBe(count);
});

test("a zone is known by its name in any case, and few formatters are kept", () => {
  const made = vi.spyOn(Intl, "DateTimeFormat");
  onTestFinished(() => made.mockRestore());
  for (const name of ["Asia/Bangkok", "asia/bangkok", "ASIA/BANGKOK"])
    expect(toWall(0, name)).toBe(7 * 3_600_000);
  expect(made.mock.calls.length).toBeLessThanOrEqual(1);
  const two = (value: number) => String(value).padStart(2, "0");
  const zones = Array.from({ length: 200 }, (_, i) => `+${two(Math.floor(i / 60))}:${two(i % 60)}`);
  made.mockClear();
  for (let round = 0; round < 2; round++)
    for (const [i, zone] of zones.entries()) expect(toWall(0, zone)).toBe(i * 60_000);
  // If all were kept, the second round would make none.
  expect(made.mock.calls.length).toBe(400);
});

test("the milliseconds stay", () => {
  const at = Date.parse("2026-03-29T01:00:00.123Z");
  expect(toWall(at, "Europe/Berlin") % 1000).toBe(123);
  expect(fromWall(toWall(at, "Europe/Berlin"), "Europe/Berlin")).toBe(at);
});

test("knows IANA zones, and nothing else", () => {
  expect(zones.every(isTimeZone)).toBe(true);
  expect(
    ["", "Bangkok", "Asia/Krungthep", 7, undefined, "x".repeat(10_000)].map(isTimeZone),
  ).toEqual(Array(6).fill(false));
});
