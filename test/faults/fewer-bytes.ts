import type { Fault } from "./fault.ts";

const sqlite = "packages/sqlite-storage";
const keys = "test/keys-on-disk.test.ts";

/** Faults that make a commit, or its delivery, write or encode more than it has to, or less than it must. */
export const fewerBytesFaults: readonly Fault[] = [
  {
    number: 1561,
    name: "the keys of each person are in other pages of the file than those of all others",
    file: `${sqlite}/src/schema.ts`,
    edits: [{ find: "PRIMARY KEY (key, actor)", replace: "PRIMARY KEY (actor, key)" }],
    caughtBy: { test: keys, title: "makes for a hundred people at once" },
  },
  {
    number: 1562,
    name: "the keys of clients are in any order",
    file: "packages/client/src/runtime.ts",
    edits: [{ find: "Date.now() + crypto", replace: "crypto" }],
    caughtBy: { test: keys, title: "makes for a hundred people at once" },
  },
  {
    number: 1563,
    name: "the JSON of a notification is made, although nobody follows the inbox",
    file: "packages/core/src/session/feed/feed.ts",
    edits: [
      { find: "if (this.hasFollowers) return split", replace: "if (events[0]) return split" },
    ],
    caughtBy: {
      test: "packages/core/test/unfollowed-topics.test.ts",
      title: "if nobody follows the inbox",
    },
  },
  {
    number: 1564,
    name: "the common part of notifications is deleted with the first of them",
    file: `${sqlite}/src/shared-rows.ts`,
    edits: [{ find: " AND _refs <= 0", replace: "" }],
    caughtBy: { test: `${sqlite}/test/told-log.test.ts` },
  },
  {
    number: 1565,
    name: "a cached notification has the person of another one that is like it",
    file: "packages/core/src/engine/records/told-of-task.ts",
    edits: [{ find: "  userId,\n", replace: "" }],
    caughtBy: {
      test: "packages/core/test/task-cache.test.ts",
      title: "cached notifications that are alike",
    },
  },
  {
    number: 1566,
    name: "SQLite changes the entry of a record before it has written it",
    file: `${sqlite}/src/told-log.ts`,
    edits: [
      {
        find: "// The record may be new in this commit.\n    this.#entries.flush();",
        replace: "",
      },
    ],
    caughtBy: { test: `${sqlite}/test/told-groups.test.ts` },
  },
  {
    number: 1567,
    name: "rows of a commit that was rolled back are written with the next one",
    file: `${sqlite}/src/told-writer.ts`,
    edits: [{ find: "this.#rows.clear();\n    this.#log.clear();", replace: "" }],
    caughtBy: { test: `${sqlite}/test/told.test.ts`, title: "a commit with a wrong record" },
  },
  {
    number: 1568,
    name: "a commit may insert a record twice",
    file: `${sqlite}/src/transaction.ts`,
    edits: [{ find: 'return one.kind !== "delete"', replace: 'return one.kind === "delete"' }],
    caughtBy: { test: `${sqlite}/test/sqlite-storage.test.ts` },
  },
  {
    number: 1569,
    name: "a record that a commit adds, deletes and adds again is both there and gone",
    file: `${sqlite}/src/told-writer.ts`,
    edits: [{ find: "(this.#hasDeleted || !newKey)", replace: "!newKey" }],
    caughtBy: { test: `${sqlite}/test/told-groups.test.ts` },
  },
  {
    number: 1570,
    name: "a record that a commit has added is new to its next writes",
    file: `${sqlite}/src/told-writer.ts`,
    edits: [{ find: "isOfNewKey && !this.#hasAdded", replace: "isOfNewKey" }],
    caughtBy: { test: `${sqlite}/test/told-groups.test.ts` },
  },
  {
    number: 1571,
    name: "the size of an app's own records that people are told of has no limit",
    file: "packages/core/src/engine/commit.ts",
    edits: [{ find: "if (isOwn) size.units", replace: "if (isOwn && !isOwn) size.units" }],
    caughtBy: { test: "packages/core/test/told-size.test.ts" },
  },
  {
    number: 1572,
    name: "the first of an app's own records says how much all of them count",
    file: "packages/core/src/engine/quotas/caused.ts",
    edits: [{ find: " || !ofNotifications.has(type)", replace: "" }],
    caughtBy: { test: "packages/core/test/quotas/caused.test.ts", title: "measured one by one" },
  },
  {
    number: 1573,
    name: "the main thread goes on to commit for as long as the disk was quick before",
    file: `${sqlite}/src/quick-commits.ts`,
    edits: [{ find: "maxMadeUpFor * quickForSlow", replace: "Infinity" }],
    caughtBy: { test: `${sqlite}/test/main-thread.test.ts`, title: "go on if one of nine is slow" },
  },
  {
    number: 1574,
    name: "after each slow commit, the next ones go to the other thread",
    file: `${sqlite}/src/quick-commits.ts`,
    edits: [{ find: "Math.max(0, this.#quick - quickForSlow)", replace: "0" }],
    caughtBy: { test: `${sqlite}/test/main-thread.test.ts`, title: "go on if one of nine is slow" },
  },
  {
    number: 1575,
    name: "SQLite forgets to count the records whose entries it moves",
    file: `${sqlite}/src/told-log.ts`,
    edits: [{ find: "this.#countMoved.run(after, upTo);", replace: "" }],
    caughtBy: { test: `${sqlite}/test/told-log.test.ts` },
  },
  {
    number: 1576,
    name: "SQLite counts a record in another state when it moves the entry",
    file: `${sqlite}/src/told-counts.ts`,
    edits: [
      {
        find: "AND topic_id <= ? AND _state = ${countedState(collection)}",
        replace: "AND topic_id <= ? AND _state >= 0",
      },
    ],
    caughtBy: { test: `${sqlite}/test/told-log.test.ts` },
  },
  {
    number: 1577,
    name: "SQLite does not count the records that it has not moved yet",
    file: `${sqlite}/src/told-counts.ts`,
    edits: [{ find: "WHERE topic = ?)", replace: "WHERE topic = ? AND false)" }],
    caughtBy: { test: `${sqlite}/test/told.test.ts`, title: "read no others" },
  },
  {
    number: 1578,
    name: "SQLite changes the count for a record that is not counted yet",
    file: `${sqlite}/src/told-log.ts`,
    edits: [
      {
        find: "change, topicId, number).changes > 0) return i > 0;",
        replace: "change, topicId, number).changes > 0) return true;",
      },
    ],
    caughtBy: { test: `${sqlite}/test/told-log.test.ts` },
  },
  {
    number: 1579,
    name: "SQLite changes the count for a deleted record that was not counted yet",
    file: `${sqlite}/src/told-log.ts`,
    edits: [
      {
        find: "if (statement.run(topicId, number).changes > 0) return i > 0;",
        replace: "if (statement.run(topicId, number).changes > 0) return true;",
      },
    ],
    caughtBy: { test: `${sqlite}/test/told-log.test.ts` },
  },
  {
    number: 1580,
    name: "SQLite takes an event of another command for one of the same",
    file: `${sqlite}/src/told-event.ts`,
    edits: [{ find: " && id.startsWith(command)", replace: "" }],
    caughtBy: { test: `${sqlite}/test/told-event.test.ts` },
  },
  {
    number: 1581,
    name: "SQLite changes the place of an event whose id it can't make again",
    file: `${sqlite}/src/told-event.ts`,
    edits: [{ find: "(0|[1-9]\\d{0,8})", replace: "(\\d{1,9})" }],
    caughtBy: { test: `${sqlite}/test/told-event.test.ts` },
  },
  {
    number: 1582,
    name: "SQLite does not count the records in a file that has no counts yet",
    file: `${sqlite}/src/schema.ts`,
    edits: [{ find: "if (!hasCounts) db.exec(countAllSql(collection));", replace: "" }],
    caughtBy: { test: `${sqlite}/test/told.test.ts`, title: "does not have the counts yet" },
  },
  {
    number: 1583,
    name: "commits that wrote nothing make up for slow ones",
    file: `${sqlite}/src/quick-commits.ts`,
    edits: [{ find: 'else if (reply?.status === "committed")', replace: "else if (reply)" }],
    caughtBy: { test: `${sqlite}/test/main-thread.test.ts`, title: "wrote nothing" },
  },
  {
    number: 1584,
    name: "the main thread goes on to commit after a commit that took very long",
    file: `${sqlite}/src/quick-commits.ts`,
    edits: [{ find: " || ms >= tooSlow * slowMs", replace: "" }],
    caughtBy: { test: `${sqlite}/test/main-thread.test.ts`, title: "takes very long" },
  },
  {
    number: 1585,
    name: "SQLite keeps the content of a record that was deleted and added again",
    file: `${sqlite}/src/told-writer.ts`,
    edits: [{ find: "this.#earlierNotice.get(key, notice) ? 0 : number", replace: "number" }],
    caughtBy: { test: `${sqlite}/test/sqlite-storage.test.ts`, title: "deleted and added again" },
  },
  {
    number: 1586,
    name: "a node without a transport tells nobody of new messages in their rooms until the next poll",
    file: "packages/core/src/session/feed/hub.ts",
    edits: [{ find: "!this.#isAlone || !isUserTopic(event.topic)", replace: "!this.#isAlone" }],
    caughtBy: { test: "packages/core/test/room-heads.test.ts", title: "without a transport" },
  },
  {
    number: 1587,
    name: "the newest rows are never moved if each process adds only a few",
    file: `${sqlite}/src/told-log.ts`,
    edits: [{ find: "#added = countedAfter;", replace: "#added = 0;" }],
    caughtBy: { test: `${sqlite}/test/told-log.test.ts`, title: "adds only a few" },
  },
];
