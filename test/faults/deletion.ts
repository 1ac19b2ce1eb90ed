import type { Fault } from "./fault.ts";

const core = "packages/core/src";
const everywhere = "test/deletion.test.ts";
const live = "packages/core/test/deletion.test.ts";

/** Faults in the deletion of rooms, tasks, boards and people. */
export const deletionFaults: readonly Fault[] = [
  {
    number: 240,
    name: "a deleted room keeps its log",
    file: `${core}/reactions/deletion/room.ts`,
    edits: [{ find: "yield* trimLog(topic, number - 1, parts);", replace: "" }],
    caughtBy: { test: everywhere, title: "nothing is left of the words" },
  },
  {
    number: 241,
    name: "notifications of a deleted task keep their words",
    file: `${core}/reactions/deletion/task.ts`,
    edits: [
      {
        find: 'yield* emptyNotifications({ index: "task", equals: { taskId } }, commandOf({ id }), parts);',
        replace: "void [emptyNotifications, commandOf, id];",
      },
    ],
    caughtBy: { test: everywhere, title: "nothing is left of the words" },
  },
  {
    number: 242,
    name: "a job that was interrupted while it deleted a room doesn't go on",
    file: `${core}/reactions/reactions.ts`,
    edits: [{ find: 'end === "again" ?', replace: "end === undefined ?" }],
    caughtBy: { test: live, title: "goes on" },
  },
  {
    number: 243,
    name: "a deleted room can be followed until the job has ended its memberships",
    file: `${core}/session/feed/rights.ts`,
    edits: [
      {
        find: "fields: at?.fields ? (found?.fields ?? null) : null",
        replace: "fields: found?.fields ?? null",
      },
    ],
    caughtBy: { test: live, title: "can't be followed" },
  },
  {
    number: 244,
    name: "a reaction gets the text of a deleted comment's task",
    file: `${core}/reactions/deleted-place.ts`,
    edits: [{ find: "[place, ...task]", replace: "[place]" }],
    caughtBy: { test: live, title: "gets what is deleted meanwhile" },
  },
  {
    number: 245,
    name: "a deleted board keeps the comments on its tasks",
    file: `${core}/reactions/deletion/board-tasks.ts`,
    edits: [
      {
        find: "yield* deleteComments(boardTopic(boardId), id, parts);",
        replace: "void deleteComments;",
      },
    ],
    caughtBy: { test: everywhere, title: "nothing is left of the words" },
  },
  {
    number: 246,
    name: "a subtask can be completed on an archived board",
    file: `${core}/authorize/judge.ts`,
    edits: [{ find: "(remove|delete|archive)$/", replace: "(remove|delete|archive|complete)$/" }],
    caughtBy: { test: "test/archived-board.test.ts" },
  },
];
