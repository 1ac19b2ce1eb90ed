import type { Fault } from "./fault.ts";

const core = "packages/core/src";
const memory = { test: "test/due-dates.test.ts", title: "memory reminds of due dates" };

/** Faults in due dates. */
export const dueFaults: readonly Fault[] = [
  {
    number: 1050,
    name: "a new due date leaves the timer where it was",
    file: `${core}/engine/operation/dates-timer.ts`,
    edits: [
      {
        find: "else if (at !== before.at || !isSameJson(told, before.told))",
        replace: "else if (at === null)",
      },
    ],
    caughtBy: memory,
  },
  {
    number: 1051,
    name: "people are reminded after the date",
    file: `${core}/workflow/due-dates.ts`,
    edits: [
      {
        find: 'type: date.due <= now ? "due.passed" : "due.near"',
        replace: 'type: date.due <= now ? "due.near" : "due.near"',
      },
    ],
    caughtBy: memory,
  },
  {
    number: 1052,
    name: "each missed reminder of a date is sent",
    file: `${core}/workflow/due-dates.ts`,
    edits: [{ find: ".findLast((one) => one <= now)", replace: ".find((one) => one <= now)" }],
    caughtBy: memory,
  },
  {
    number: 1053,
    name: "a person who is no longer the assignee keeps the reminder",
    file: `${core}/engine/due-dates.ts`,
    edits: [{ find: "if (!still.has(userId))", replace: "if (still.size === 0)" }],
    caughtBy: memory,
  },
  {
    number: 1054,
    name: "days of a template have 24 hours of no zone, and working days are days",
    file: `${core}/workflow/spawn.ts`,
    edits: [
      {
        find: 'if ("workHours" in due || "workDays" in due) return shift(from, due, calendar, 1);',
        replace:
          'if ("workHours" in due || "workDays" in due) return from + Object.values(due)[0] * 24 * hourMs;',
      },
    ],
    caughtBy: memory,
  },
  {
    number: 1250,
    name: "a server with an earlier clock tells again what another one has told",
    file: `${core}/workflow/due-dates.ts`,
    edits: [{ find: "last === undefined ? at >= from : at > last", replace: "at >= from" }],
    caughtBy: memory,
  },
  {
    number: 1251,
    name: "a server forgets at once that people were told, if nothing else is due",
    file: `${core}/engine/operation/dates-timer.ts`,
    edits: [{ find: "next.at ?? endOf(next.told)", replace: "next.at" }],
    caughtBy: memory,
  },
  {
    number: 1362,
    name: "a reminder that a server whose clock is ahead has sent stays open when the date goes",
    file: "packages/core/src/workflow/due-dates.ts",
    edits: [
      {
        find: "isPast || own(told, dateKey(date)) !== undefined ?",
        replace: "isPast ?",
      },
    ],
    caughtBy: {
      test: "test/due-dates.test.ts",
      title: "resolves a reminder that a server",
    },
  },
];
