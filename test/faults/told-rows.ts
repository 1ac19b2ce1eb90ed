import type { Fault } from "./fault.ts";

const source = "packages/sqlite-storage/src";
const likeMemory = "packages/sqlite-storage/test/told-like-memory.test.ts";

/** Faults in what SQLite stores for records that many people are told of. */
export const toldRowFaults: readonly Fault[] = [
  {
    number: 1532,
    name: "an older version on the same file empties fields that only a newer one knows",
    file: `${source}/shared-rows.ts`,
    edits: [
      {
        find: "if (from !== undefined) this.#copier()",
        replace: "if (from === -1) this.#copier()",
      },
    ],
    caughtBy: { test: likeMemory, title: "fields that only a newer version knows stay" },
  },
  {
    number: 1533,
    name: "an older version does not notice that a newer one has added fields meanwhile",
    file: `${source}/shared-rows.ts`,
    edits: [{ find: "this.#copy = undefined;", replace: "" }],
    caughtBy: { test: likeMemory, title: "fields that only a newer version knows stay" },
  },
  {
    number: 1534,
    name: "a deletion in a person's log empties another record of the same event",
    file: `${source}/transaction.ts`,
    edits: [{ find: "topic === topicOf(person))", replace: 'topic.startsWith("user:"))' }],
    caughtBy: { test: likeMemory, title: "emptied only in the log of the person" },
  },
  {
    number: 1535,
    name: "records can't be counted by a status field that is not the state",
    file: `${source}/table-reader.ts`,
    edits: [{ find: "isOfEntry(collection, field))", replace: "!this.#isCommon(field))" }],
    caughtBy: { test: likeMemory, title: "by any of their status fields" },
  },
  {
    number: 1536,
    name: "an event that is not the last one about a record is left to the record's row",
    file: "packages/core/src/engine/commit.ts",
    edits: [
      { find: "changes.get(told[1])?.event === index)", replace: "changes.has(told[1]) || true)" },
    ],
    caughtBy: {
      test: "packages/sqlite-storage/test/told-events.test.ts",
      title: "two events about one record",
    },
  },
];
