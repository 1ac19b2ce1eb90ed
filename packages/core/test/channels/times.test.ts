import { describe, expect, onTestFinished, test, vi } from "vitest";
import { isAlwaysQuiet, nextDigest, quietEnd } from "../../src/calendar/delivery-times.ts";
import { firstDue } from "../../src/channels/due.ts";
import {
  type Digest,
  maxQuietHours,
  type QuietHours,
  weekdays,
} from "../../src/model/delivery-times.ts";

const days = [...weekdays];
const utc = (ms: number) => new Date(ms).toISOString().replace(":00.000Z", "Z");

describe("quiet hours end (row 46)", () => {
  const night: QuietHours = { days, from: "20:00", until: "08:00" };
  const rows: readonly [string, QuietHours[], string, string, string][] = [
    ["before they begin", [night], "Asia/Bangkok", "2026-11-30T12:59Z", "2026-11-30T12:59Z"],
    ["when they begin", [night], "Asia/Bangkok", "2026-11-30T13:00Z", "2026-12-01T01:00Z"],
    ["after midnight", [night], "Asia/Bangkok", "2026-11-30T20:00Z", "2026-12-01T01:00Z"],
    ["at their end", [night], "Asia/Bangkok", "2026-12-01T01:00Z", "2026-12-01T01:00Z"],
    // In Berlin, 02:00 to 03:00 on 29 March 2026 does not exist, and 02:00 to 03:00 on 25 October exists twice.
    [
      "in the gap",
      [{ days, from: "22:00", until: "02:30" }],
      "Europe/Berlin",
      "2026-03-29T00:30Z",
      "2026-03-29T01:30Z",
    ],
    [
      "in the first double hour",
      [{ days, from: "22:00", until: "02:30" }],
      "Europe/Berlin",
      "2026-10-25T00:10Z",
      "2026-10-25T00:30Z",
    ],
    [
      "in the second double hour",
      [{ days, from: "22:00", until: "02:30" }],
      "Europe/Berlin",
      "2026-10-25T01:10Z",
      "2026-10-25T01:10Z",
    ],
    [
      "wholly in the gap",
      [{ days, from: "02:10", until: "02:40" }],
      "Europe/Berlin",
      "2026-03-29T01:20Z",
      "2026-03-29T01:40Z",
    ],
    [
      "over a night that is an hour short",
      [night],
      "Europe/Berlin",
      "2026-03-28T23:00Z",
      "2026-03-29T06:00Z",
    ],
    // Samoa had no 30 December 2011.
    [
      "over a missing day",
      [{ days, from: "20:00", until: "08:00" }],
      "Pacific/Apia",
      "2011-12-30T08:00Z",
      "2011-12-30T18:00Z",
    ],
    [
      "one after the other",
      [night, { days, from: "08:00", until: "09:00" }],
      "UTC",
      "2026-12-01T00:00Z",
      "2026-12-01T09:00Z",
    ],
    // 28 November 2026 is a Saturday.
    [
      "a whole weekend",
      [{ days: ["Sat", "Sun"], from: "00:00", until: "24:00" }],
      "UTC",
      "2026-11-28T05:00Z",
      "2026-11-30T00:00Z",
    ],
    [
      "on the day after",
      [{ days: ["Sat"], from: "20:00", until: "08:00" }],
      "UTC",
      "2026-11-29T07:00Z",
      "2026-11-29T08:00Z",
    ],
    [
      "on another day",
      [{ days: ["Sat"], from: "20:00", until: "08:00" }],
      "UTC",
      "2026-11-28T07:00Z",
      "2026-11-28T07:00Z",
    ],
  ];
  test.each(rows)("%s", (_, quiet, zone, at, end) => {
    expect(utc(quietEnd(Date.parse(at), quiet, zone))).toBe(end);
  });

  test("cost little, however many there are, and however many notifications wait", () => {
    const time = (minute: number) =>
      minute === 1_440
        ? "24:00"
        : `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
    const quiet = Array.from({ length: maxQuietHours }, (_, i): QuietHours => {
      const [from, until] = [i, i + 1].map((one) =>
        time(Math.floor((1_440 * one) / maxQuietHours)),
      );
      const isLast = i === maxQuietHours - 1;
      return { days: isLast ? days.slice(0, 6) : days, from: from ?? "", until: until ?? "" };
    }).reverse();
    const asked = vi.spyOn(Intl.DateTimeFormat.prototype, "formatToParts");
    onTestFinished(() => asked.mockRestore());
    const sunday = Date.parse("2026-11-29T00:00Z");
    const items = Array.from({ length: 400 }, () => ({
      ...{ createdAt: new Date(sunday).toISOString(), state: "waiting" as const },
    }));
    const settings = { timeZone: "Europe/London", quiet, digest: null };
    expect(isAlwaysQuiet(quiet)).toBe(false);
    const due = firstDue(items, { settings, windowMs: 0 }, sunday);
    // The pause of the week is on Saturday, at the end of the day.
    expect(utc(due)).toBe("2026-12-05T22:17Z");
    expect(asked.mock.calls.length).toBeLessThan(40);
  });

  test("quiet hours that take up the whole week are noticed", () => {
    expect(isAlwaysQuiet([{ days, from: "00:00", until: "24:00" }])).toBe(true);
    expect(isAlwaysQuiet([night, { days, from: "07:00", until: "20:30" }])).toBe(true);
    expect(isAlwaysQuiet([night, { days, from: "08:00", until: "19:59" }])).toBe(false);
    expect(isAlwaysQuiet([{ days: days.slice(1), from: "00:00", until: "24:00" }])).toBe(false);
    expect(isAlwaysQuiet([])).toBe(false);
  });
});

describe("the next digest", () => {
  const digest: Digest = { at: "08:00", days };
  const rows: readonly [string, Digest, string, string, string][] = [
    ["is today", digest, "Asia/Bangkok", "2026-12-01T00:59Z", "2026-12-01T01:00Z"],
    ["is tomorrow at its time", digest, "Asia/Bangkok", "2026-12-01T01:00Z", "2026-12-02T01:00Z"],
    [
      "waits for its day",
      { at: "08:00", days: ["Mon"] },
      "UTC",
      "2026-12-01T00:00Z",
      "2026-12-07T08:00Z",
    ],
    [
      "waits a week",
      { at: "08:00", days: ["Tue"] },
      "UTC",
      "2026-12-01T08:00Z",
      "2026-12-08T08:00Z",
    ],
    [
      "moves forward by a gap",
      { at: "02:30", days },
      "Europe/Berlin",
      "2026-03-28T22:00Z",
      "2026-03-29T01:30Z",
    ],
    [
      "is the first of two",
      { at: "02:30", days },
      "Europe/Berlin",
      "2026-10-24T22:00Z",
      "2026-10-25T00:30Z",
    ],
    [
      "comes once in a double hour",
      { at: "02:30", days },
      "Europe/Berlin",
      "2026-10-25T00:30Z",
      "2026-10-26T01:30Z",
    ],
  ];
  test.each(rows)("%s", (_, one, zone, at, next) => {
    expect(utc(nextDigest(Date.parse(at), one, zone))).toBe(next);
  });
});
