import type { Fault } from "./fault.ts";

const file = "packages/sqlite-storage/src/told-log.ts";
const test = "packages/sqlite-storage/test/told-log.test.ts";
const readsTheSame = { test, title: "read the same as from memory" };

/** Faults in the two tables of SQLite that have the rows of people's logs. */
export const toldLogFaults: readonly Fault[] = [
  {
    number: 1543,
    name: "rows that were moved to a person's log stay among the newest ones too",
    file,
    edits: [{ find: "this.#clear.run(after, upTo);", replace: "" }],
    caughtBy: readsTheSame,
  },
  {
    number: 1544,
    name: "a notification whose row was moved is not changed",
    file,
    edits: [{ find: "[recent, log].map(sqlOf)", replace: "[recent].map(sqlOf)" }],
    caughtBy: readsTheSame,
  },
  {
    number: 1545,
    name: "events that were not moved yet are left out when a person's log is trimmed or emptied",
    file,
    edits: [{ find: "this.#move(topicId - 1, topicId);", replace: "" }],
    caughtBy: readsTheSame,
  },
  {
    number: 1546,
    name: "the newest rows are never moved",
    file,
    edits: [
      {
        find: "if (this.#added < countedAfter) return;",
        replace: "if (this.#added < 1e9) return;",
      },
    ],
    caughtBy: { test, title: "stays small" },
  },
  {
    number: 1547,
    name: "each notification changes a page of its person",
    file,
    edits: [
      {
        find: "count > maxRecent ? Math.max(movedAtOnce, count - maxRecent) : 0",
        replace: "count",
      },
    ],
    caughtBy: { test, title: "far fewer pages" },
  },
  {
    number: 1548,
    name: "only the newest rows of a person count for the head of a topic",
    file: "packages/sqlite-storage/src/told.ts",
    edits: [{ find: "[recent, log]);", replace: "[recent, recent]);" }],
    caughtBy: readsTheSame,
  },
  {
    number: 1559,
    name: "a count of some of a person's notifications reads the logs of all people",
    file: "packages/sqlite-storage/src/table-reader.ts",
    edits: [{ find: "new Set([...columns, ...order])", replace: "new Set(columns)" }],
    caughtBy: {
      test: "packages/sqlite-storage/test/plans.test.ts",
      title: "are read from the person's log",
    },
  },
  {
    number: 1560,
    name: "the view of notifications joins both tables of the log as one",
    file: "packages/sqlite-storage/src/told.ts",
    edits: [
      {
        find: "return `${of(recent)} UNION ALL ${of(log)}`;",
        replace: "return recent === log ? recent : `SELECT * FROM ${recordsSql(collection)}`;",
      },
    ],
    caughtBy: {
      test: "packages/sqlite-storage/test/plans.test.ts",
      title: "read no log of other people",
    },
  },
];
