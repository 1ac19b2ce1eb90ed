import type { Fault } from "./fault.ts";

const core = "packages/core/src";
const sqlite = "packages/sqlite-storage/src";
const renamed = "packages/core/test/renamed-mentions.test.ts";

/** Faults in notifications that differ only in their people, and in cached lists of people with their names. */
export const alikeFaults: readonly Fault[] = [
  {
    number: 1549,
    name: "a person's notification is a copy of another person's, although its reasons differ",
    file: `${core}/notifications/notification.ts`,
    edits: [{ find: " && areSame(reasons, first.of.reasons)", replace: "" }],
    caughtBy: {
      test: "packages/core/test/alike-notifications.test.ts",
      title: "each with their own reasons",
    },
  },
  {
    number: 1550,
    name: "a delegate is not told whose vote they are asked for, if somebody else is asked too",
    file: `${core}/notifications/notification.ts`,
    edits: [{ find: " && !person.for", replace: "" }],
    caughtBy: {
      test: "packages/core/test/alike-notifications.test.ts",
      title: "votes for somebody else",
    },
  },
  {
    number: 1551,
    name: "a record that is like another one is stored for that one's person",
    file: `${core}/engine/records/writes.ts`,
    edits: [{ find: "fields[person] = (record as Fields)[person];", replace: "" }],
    caughtBy: {
      test: "packages/core/test/alike-notifications.test.ts",
      title: "each with their own reasons",
    },
  },
  {
    number: 1552,
    name: "SQLite's thread takes a record to be like one of another commit",
    file: `${sqlite}/packed-jobs.ts`,
    edits: [{ find: "    last.fields = fields;\n    return", replace: "    return" }],
    caughtBy: {
      test: "packages/sqlite-storage/test/packed-jobs.test.ts",
      title: "jobs arrive in the writer's thread as they were",
    },
  },
  {
    number: 1554,
    name: "a new name does not change the version of the room",
    file: `${core}/operations/boards/user-copies.ts`,
    edits: [{ find: "...(room && { room: [rooms, room] }),", replace: "" }],
    caughtBy: { test: renamed, title: "that another server gave them" },
  },
  {
    number: 1555,
    name: "a new name does not change the version of the board",
    file: `${core}/operations/boards/user-copies.ts`,
    edits: [
      {
        find: "onThem.filter((board) => board !== undefined)",
        replace: "onThem.filter((board): board is Board => board === null)",
      },
    ],
    caughtBy: { test: renamed, title: "that another server gave them" },
  },
  {
    number: 1556,
    name: "the names of all members of a board stand for those who may see the task",
    file: `${core}/operations/conversation/mention-scope.ts`,
    edits: [{ find: "people.length === all.length ? onBoard : undefined", replace: "onBoard" }],
    caughtBy: {
      test: "packages/core/test/alike-notifications.test.ts",
      title: "may not see the task",
    },
  },
];
