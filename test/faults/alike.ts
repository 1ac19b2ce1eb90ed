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
    number: 1553,
    name: "a record that the app says is like another one is stored without a look, also in the app's own collections",
    file: `${core}/engine/commit.ts`,
    edits: [
      {
        find: "const like = isOwn ? undefined : emitted.like",
        replace: "const like = emitted.like",
      },
    ],
    caughtBy: {
      test: "packages/sqlite-storage/test/told-events.test.ts",
      title: "each with its own values",
    },
  },
  {
    number: 1554,
    name: "a new name is not counted, so servers keep lists with the old one",
    file: `${core}/operations/boards/user-copies.ts`,
    edits: [{ find: "if (kind) builtIn(context)", replace: "if (kind === null) builtIn(context)" }],
    caughtBy: { test: renamed, title: "that another server gave them" },
  },
  {
    number: 1555,
    name: "lists of people stay although somebody has got another name",
    file: `${core}/engine/names-cache.ts`,
    edits: [{ find: " && known.names === names", replace: "" }],
    caughtBy: { test: renamed, title: "that another server gave them" },
  },
  {
    number: 1556,
    name: "lists of people stay although somebody has joined or left",
    file: `${core}/engine/names-cache.ts`,
    edits: [{ find: "known?.version === version && ", replace: "known?.version && " }],
    caughtBy: { test: renamed, title: "whom another server has just added" },
  },
  {
    number: 1557,
    name: "the names of all members of a board stand for those who may see the task",
    file: `${core}/operations/conversation/mention-scope.ts`,
    edits: [
      { find: "return { named: people, people,", replace: "return { named: onBoard, people," },
    ],
    caughtBy: {
      test: "packages/core/test/alike-notifications.test.ts",
      title: "may not see the task",
    },
  },
  {
    number: 1558,
    name: "a new name conflicts with other new names",
    file: `${core}/operations/boards/user-copies.ts`,
    edits: [
      {
        find: "const read = await builtIn(context).readUnguarded([lastNameChange]);",
        replace: `const [last] = await context.get(nameChanges, [lastNameChange.id]);
  const read = (_: unknown) => last;`,
      },
      { find: "import { lastNameChange }", replace: "import { lastNameChange, nameChanges }" },
    ],
    caughtBy: { test: "test/names-at-once.test.ts", title: "get new names at the same moment" },
  },
];
