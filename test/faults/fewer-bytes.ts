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
];
