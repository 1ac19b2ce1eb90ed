import type { Fault } from "./fault.ts";

const source = "packages/postgres-storage/src";
const contract = "packages/postgres-storage/test/postgres-storage.test.ts";
const told = "packages/postgres-storage/test/told.test.ts";
const sqliteTold = "packages/sqlite-storage/test/told.test.ts";
const sqliteContract = "packages/sqlite-storage/test/sqlite-storage.test.ts";
const repeats = "packages/sqlite-storage/test/told-repeats.test.ts";

/** Faults in what storages keep once of the notifications of many people. */
export const toldFaults: readonly Fault[] = [
  {
    number: 650,
    name: "PostgreSQL counts a notification as unread after it was read",
    file: `${source}/told-write-sql.ts`,
    edits: [{ find: 'this.#isCounted("o")', replace: '"0"' }],
    caughtBy: { test: contract, title: "are kept as any others" },
  },
  {
    number: 651,
    name: "PostgreSQL changes a notification without an event in its person's log",
    file: `${source}/told-write-sql.ts`,
    edits: [
      {
        find: "FROM u WHERE u.event IS NOT NULL`",
        replace: "FROM u WHERE u.event IS NOT NULL AND u.version % 7 > 0`",
      },
    ],
    caughtBy: { test: contract, title: "are kept as any others" },
  },
  {
    number: 652,
    name: "an event of PostgreSQL has a notification without its number",
    file: `${source}/told.ts`,
    edits: [{ find: "l.number = l.first THEN ''", replace: "l.number >= l.first THEN ''" }],
    caughtBy: { test: contract, title: "are kept as any others" },
  },
  {
    number: 653,
    name: "PostgreSQL keeps earlier words that nobody is told any more",
    file: `${source}/told-write-sql.ts`,
    edits: [
      {
        find: "AND NOT EXISTS (SELECT 1 FROM unnest(n._people)",
        replace: "AND false AND NOT EXISTS (SELECT 1 FROM unnest(n._people)",
      },
    ],
    caughtBy: { test: told, title: "are gone when nobody needs them any more" },
  },
  {
    number: 654,
    name: "of two transactions that remove the last needs of a notice, neither deletes it",
    file: `${source}/told-write-sql.ts`,
    edits: [{ find: "ORDER BY n._notice FOR UPDATE;", replace: "ORDER BY n._notice;" }],
    caughtBy: { test: told, title: "leave nothing behind" },
  },
  {
    number: 655,
    name: "an older node forgets the fields of a notice that it doesn't know",
    file: `${source}/told-write-sql.ts`,
    edits: [
      {
        find: "jsonb_populate_record(before, d.common",
        replace: "jsonb_populate_record(before, '{\"colour\":null}' || d.common",
      },
    ],
    caughtBy: { test: told, title: "a newer version adds fields" },
  },
  {
    number: 1495,
    name: "of two queries at the same moment, one gets the records of both",
    file: `${source}/each-reader.ts`,
    edits: [
      {
        find: "const own = query.each.flatMap(",
        replace: "const own = each.flatMap(",
      },
    ],
    caughtBy: { test: contract, title: "each get their own records" },
  },
  {
    number: 1496,
    name: "a query gets as many records as another one at the same moment",
    file: `${source}/each-reader.ts`,
    edits: [{ find: "?.slice(0, query.limit)", replace: "" }],
    caughtBy: { test: contract, title: "each get their own records" },
  },
  {
    number: 656,
    name: "a copy in PostgreSQL counts one unread notification too few",
    file: `${source}/load.ts`,
    edits: [{ find: "count(*) FROM", replace: "count(*) - 1 FROM" }],
    caughtBy: { test: told, title: "a copy has the same records" },
  },
  {
    number: 657,
    name: "a copy in SQLite counts one unread notification too few",
    file: "packages/sqlite-storage/src/told-loader.ts",
    edits: [
      {
        find: "if (value(state.field) === state.counted) this.#count.run(owner);",
        replace:
          "if (value(state.field) === state.counted && number !== 1) this.#count.run(owner);",
      },
    ],
    caughtBy: {
      test: "packages/sqlite-storage/test/told.test.ts",
      title: "a copy stores shared values only once",
    },
  },
  {
    number: 661,
    name: "lists that share a statement get the records of the first one",
    file: `${source}/told-reader.ts`,
    edits: [{ find: "found[i] ?? []", replace: "found[0] ?? []" }],
    caughtBy: { test: told, title: "each get their own records" },
  },
  {
    number: 662,
    name: "counts that share a statement are the sum of all of them",
    file: `${source}/kept-counts.ts`,
    edits: [
      {
        find: "counts.get(collection)?.get(person) ?? 0",
        replace: "[...(counts.get(collection)?.values() ?? [])].reduce((a, b) => a + b, 0)",
      },
    ],
    caughtBy: { test: told, title: "are each person's own" },
  },
  {
    number: 663,
    name: "heads that share a statement are those of the first request",
    file: `${source}/log.ts`,
    edits: [
      { find: "return requests.map((topics) => ({", replace: "return requests.map((_) => ({" },
      { find: "value: topics.map(", replace: "value: (requests[0] ?? []).map(" },
    ],
    caughtBy: { test: told, title: "are each person's own" },
  },
  {
    number: 658,
    name: "notifications are resolved after the commit that resolves them",
    file: "packages/core/src/engine/notify/changes.ts",
    edits: [
      {
        find: "if (!earlier && changed.size === maxInCommit) isComplete = false;",
        replace: "if (!earlier) isComplete = false;",
      },
    ],
    caughtBy: {
      test: "packages/core/test/notifications/tasks.test.ts",
      title: "resolves the other requests",
    },
  },
  {
    number: 1110,
    name: "SQLite says that a value repeats another one without comparing them",
    file: "packages/sqlite-storage/src/told-repeats.ts",
    edits: [
      {
        find: "|| value !== repeated)",
        replace: ")",
      },
    ],
    caughtBy: { test: repeats, title: "is read as it was written" },
  },
  {
    number: 1111,
    name: "SQLite forgets the counts of all but the last commit of a transaction",
    file: "packages/sqlite-storage/src/told-writer.ts",
    edits: [
      {
        find: "this.#shared.flush();\n  }\n\n  /** Writes",
        replace: "this.#shared.flush();\n    this.#counts.clear();\n  }\n\n  /** Writes",
      },
    ],
    caughtBy: { test: sqliteTold, title: "after several commits at once" },
  },
  {
    number: 1112,
    name: "SQLite lists a notification in the state that it had before",
    file: "packages/sqlite-storage/src/told-log.ts",
    edits: [
      {
        find: "SET _entry = ?, _version = ?, _state = ?, _now = ?",
        replace: "SET _entry = ?, _version = ?, _state = coalesce(nullif(_state, -1), ?), _now = ?",
      },
    ],
    caughtBy: { test: repeats, title: "each state are listed" },
  },
  {
    number: 1113,
    name: "SQLite lists the notifications about a thing by their words first",
    file: "packages/sqlite-storage/src/notice-lists.ts",
    edits: [{ find: "const isMixed = records.length > first;", replace: "const isMixed = false;" }],
    caughtBy: { test: sqliteContract, title: "are kept as any others" },
  },
  {
    number: 1210,
    name: "SQLite forgets a notification when its event is trimmed",
    file: "packages/sqlite-storage/src/told-log.ts",
    edits: [{ find: "number <= ? AND _entry IS NULL`", replace: "number <= ?`" }],
    caughtBy: { test: sqliteTold, title: "trimmed events are listed as before" },
  },
  {
    number: 1211,
    name: "SQLite keeps the entry of a deleted notification whose event was trimmed",
    file: "packages/sqlite-storage/src/told-log.ts",
    edits: [{ find: "AND _change = 0`);", replace: "AND _change < 0`);" }],
    caughtBy: { test: sqliteTold, title: "trimmed events are listed as before" },
  },
  {
    number: 1212,
    name: "SQLite takes the entry of a trimmed event for the head of a topic",
    file: "packages/sqlite-storage/src/told.ts",
    edits: [
      {
        find: '[...newest, "floor"]',
        replace: '[...newest, "0"]',
      },
      { find: ", floor)`,", replace: ", 0)`," },
    ],
    caughtBy: {
      test: "packages/sqlite-storage/test/told.test.ts",
      title: "the records of trimmed events",
    },
  },
  {
    number: 1213,
    name: "SQLite sorts all notifications of a person for each page",
    file: "packages/sqlite-storage/src/table-reader.ts",
    edits: [{ find: "field === numbered || !fixed.includes(field)", replace: 'field !== ""' }],
    caughtBy: { test: "packages/sqlite-storage/test/plans.test.ts", title: "in its order" },
  },
  {
    number: 1322,
    name: "people who were told with different reasons get the same reasons",
    file: "packages/core/src/engine/records/told-texts.ts",
    edits: [{ find: "a[i] !== b[i]) return false", replace: "!b) return false" }],
    caughtBy: { test: "packages/core/test/told-texts.test.ts", title: "have their own JSON" },
  },
  {
    number: 1360,
    name: "a record gets the JSON of another one whose fields have other names",
    file: "packages/core/src/engine/records/told-texts.ts",
    edits: [{ find: "name !== last.names[i]", replace: 'name === ""' }],
    caughtBy: { test: "packages/core/test/told-texts.test.ts", title: "have their own JSON" },
  },
  {
    number: 1323,
    name: "the events of a board are written before those of the inbox",
    file: "packages/core/src/session/feed/hub.ts",
    edits: [{ find: "if (feed.isOfPerson) feed.flush()", replace: "feed.flush()" }],
    caughtBy: {
      test: "packages/core/test/frames-together.test.ts",
      title: "are sent first, so that the events of a board join their write",
    },
  },
  {
    number: 1486,
    name: "SQLite finds only the notifications that store the name of their thing",
    file: "packages/sqlite-storage/src/told-repeats.ts",
    edits: [{ find: "value.slice(after.length) : null", replace: "null : null" }],
    caughtBy: { test: repeats, title: "records are found by a value that repeats another one" },
  },
  {
    number: 1487,
    name: "SQLite forgets the fixed text before a repeated value",
    file: "packages/sqlite-storage/src/told-repeats.ts",
    edits: [{ find: "repeat.after ? `", replace: "repeat.column.length > 99 ? `" }],
    caughtBy: { test: repeats, title: "is read as it was written" },
  },
  {
    number: 1488,
    name: "SQLite reads all notifications to find those about a task",
    file: "packages/sqlite-storage/src/told-repeats.ts",
    edits: [{ find: "= ? AND ${isStored(column)} OR", replace: "= ? OR" }],
    caughtBy: {
      test: "packages/sqlite-storage/test/plans.test.ts",
      title: "notifications about a thing are found by an index",
    },
  },
  {
    number: 1489,
    name: "SQLite gives an event another type if its type does not begin with the record's name",
    file: "packages/sqlite-storage/src/told.ts",
    edits: [
      {
        find: "isShort ? type.slice(name.length + 1)",
        replace: "true ? type.slice(name.length + 1)",
      },
    ],
    caughtBy: { test: sqliteContract, title: "are kept as any others" },
  },
  {
    number: 1490,
    name: "SQLite answers a repeated command with the differences of its numbers",
    file: "packages/sqlite-storage/src/key-writer.ts",
    edits: [{ find: "(number += difference)", replace: "difference" }],
    caughtBy: { test: sqliteContract, title: "a repeated key gets the first result" },
  },
  {
    number: 1491,
    name: "an event of SQLite has a notification without its number",
    file: "packages/sqlite-storage/src/told.ts",
    edits: [{ find: "l.distance = 0, ''", replace: "l.distance < 2, ''" }],
    caughtBy: { test: sqliteContract, title: "are kept as any others" },
  },
  {
    number: 1497,
    name: "SQLite gives a notification the words of the one before it in the commit",
    file: "packages/sqlite-storage/src/told-shared.ts",
    edits: [
      {
        find: "values.every((value, i) => value === last.values[i] || i === this.#person)",
        replace: "values.length === last.values.length",
      },
    ],
    caughtBy: { test: sqliteContract, title: "differ in one thing" },
  },
  {
    number: 1498,
    name: "SQLite gives a notification the event of the one before it in the commit",
    file: "packages/sqlite-storage/src/told-shared.ts",
    edits: [{ find: " &&\n      one.origin.command === other.origin.command;", replace: ";" }],
    caughtBy: { test: sqliteContract, title: "differ in one thing" },
  },
  {
    number: 1499,
    name: "SQLite keeps the notice of another key for a notification",
    file: "packages/sqlite-storage/src/told-shared.ts",
    edits: [{ find: "if (key !== last.key || ", replace: "if (" }],
    caughtBy: { test: sqliteContract, title: "differ in one thing" },
  },
  {
    number: 1515,
    name: "SQLite does not encode a value that the record before has too, although it is another one",
    file: "packages/sqlite-storage/src/told-encoder.ts",
    edits: [
      { find: "isLike && value === last.fields[field]", replace: "isLike && field in last.fields" },
    ],
    caughtBy: { test: sqliteContract, title: "differ in one thing" },
  },
  {
    number: 1519,
    name: "a message that notifies fifty people counts as too large for the main thread",
    file: "packages/sqlite-storage/src/quick-commits.ts",
    edits: [{ find: "events.length - told;", replace: "events.length;" }],
    caughtBy: {
      test: "packages/sqlite-storage/test/main-thread.test.ts",
      title: "notifies fifty people",
    },
  },
  {
    number: 1526,
    name: "SQLite stores an earlier value of a list that its owner has changed",
    file: "packages/sqlite-storage/src/transaction.ts",
    edits: [{ find: "for (const table of this.#told) table.beginCommit();", replace: "" }],
    caughtBy: { test: sqliteTold, title: "changed since a commit that failed" },
  },
  {
    number: 1527,
    name: "SQLite does not look at the names of fields after the first record of a commit",
    file: "packages/sqlite-storage/src/told-encoder.ts",
    edits: [{ find: "last && areSame(names, last.names)", replace: "last !== undefined" }],
    caughtBy: { test: sqliteTold, title: "with a wrong record leaves nothing" },
  },
  {
    number: 1528,
    name: "SQLite keeps what a commit wrote before its wrong record",
    file: "packages/sqlite-storage/src/transaction.ts",
    edits: [
      {
        find: "this.#trim(job.trim) : this.#commit(job)));",
        replace:
          'this.#trim(job.trim) : (() => { try { return this.#commit(job); } catch (error) { if (error instanceof Misuse) return { status: "failed" as const, ...failureOf(error) }; throw error; } })()));',
      },
    ],
    caughtBy: { test: sqliteTold, title: "with a wrong record leaves nothing" },
  },
];
