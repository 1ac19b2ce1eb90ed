import type { Fault } from "./fault.ts";

const operations = "packages/core/src/operations";

/** Faults in the operations that an app's pages need. */
export const appPartFaults: readonly Fault[] = [
  {
    number: 550,
    name: "a jump to a message hides that there are newer ones beyond the answer's bytes",
    file: `${operations}/conversation/posts-around.ts`,
    edits: [{ find: "next !== null || taken < records.length", replace: "next !== null" }],
    caughtBy: {
      test: "packages/core/test/rooms-around.test.ts",
      title: "has as many bytes as an answer may have",
    },
  },
  {
    number: 551,
    name: "involvements keep the old state, so counts of people with limited access are wrong",
    file: `${operations}/tasks/task-change.ts`,
    edits: [
      { find: "else if (before?.state !== state) derive", replace: "else if (!before) derive" },
    ],
    caughtBy: { seeds: 100 },
  },
  {
    number: 552,
    name: "a renamed state is not changed in involvements, so counts of people with limited access are wrong",
    file: "packages/core/src/engine/state-names.ts",
    edits: [{ find: "fields: { state: to },", replace: "fields: { state: from }," }],
    caughtBy: {
      test: "packages/core/test/engine-races.test.ts",
      title: "a renamed state takes its tasks along",
    },
  },
  {
    number: 553,
    name: "the comments on a hidden task are counted for people who may not see it",
    file: `${operations}/conversation/comment-counts.ts`,
    edits: [
      { find: "maySee(task, context.access, userId)", replace: "context.access !== undefined" },
    ],
    caughtBy: {
      test: "packages/core/test/comment-counts.test.ts",
      title: "a person learns nothing of tasks that they may not see",
    },
  },
  {
    number: 554,
    name: "a deleted task leaves how far people have read its comments",
    file: "packages/core/src/reactions/deletion/task.ts",
    edits: [
      {
        find: "    commentMarkers,\n    { ...query, limit: 100 },",
        replace: '    commentMarkers,\n    { ...query, equals: { taskId: "" }, limit: 100 },',
      },
    ],
    caughtBy: {
      test: "packages/core/test/comment-counts.test.ts",
      title: "markers go with the task",
    },
  },
  {
    number: 555,
    name: "two people who start their direct room at the same moment get two",
    file: `${operations}/conversation/direct-rooms.ts`,
    edits: [
      {
        find: "builtIn(context).derive({ collection: directRooms.name, id, kind, fields });",
        replace: "void [kind, fields];",
      },
    ],
    caughtBy: {
      test: "packages/core/test/engine-races.test.ts",
      title: "two people who start their direct room at the same moment",
    },
  },
  {
    number: 556,
    name: "a third person can be added to a direct room",
    file: `${operations}/conversation/room-members.ts`,
    edits: [
      {
        find: "checkNotDirect(context.room());\n    const [user]",
        replace: "const [user]",
      },
    ],
    caughtBy: {
      test: "packages/core/test/direct-rooms.test.ts",
      title: "nobody changes whose room it is",
    },
  },
  {
    number: 557,
    name: "a message is written to a person who has left the direct room",
    file: `${operations}/conversation/direct-rooms.ts`,
    edits: [{ find: "member && user && !user.disabled", replace: "user && !user.disabled" }],
    caughtBy: {
      test: "packages/core/test/direct-rooms.test.ts",
      title: "has left: the other can read on",
    },
  },
  {
    number: 558,
    name: "the end of a membership doesn't change the person, so a query over all boards misses it",
    file: `${operations}/boards/membership.ts`,
    edits: [{ find: "put: { user: [users, user] as const },", replace: "" }],
    caughtBy: {
      test: "packages/core/test/overtaken-queries.test.ts",
      title: "work.open reveals nothing",
    },
  },
  {
    number: 559,
    name: "a request waits for its own requester",
    file: `${operations}/work/decisions.ts`,
    edits: [{ find: "if (verdict.allowed === true) allowed", replace: "if (verdict) allowed" }],
    caughtBy: { test: "packages/core/test/work.test.ts", title: "one's own request" },
  },
  {
    number: 560,
    name: "a mention waits although the person has answered",
    file: `${operations}/work/mentions.ts`,
    edits: [{ find: '["authorId", "is", userId]', replace: '["authorId", "not", userId]' }],
    caughtBy: { test: "packages/core/test/work.test.ts", title: "a mention waits until" },
  },
];
