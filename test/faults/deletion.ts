import type { Fault } from "./fault.ts";

const core = "packages/core/src";
const people = "packages/core/test/people.test.ts";
const everywhere = "test/deletion.test.ts";
const live = "packages/core/test/deletion.test.ts";
const unfinished = "packages/core/test/unfinished-deletions.test.ts";

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
        find: 'yield* emptyNotifications({ index: "task", equals: { taskId } }, () => false, parts);',
        replace: "void emptyNotifications;",
      },
    ],
    caughtBy: { test: everywhere, title: "nothing is left of the words" },
  },
  {
    number: 242,
    name: "a job that was interrupted while it deleted a room doesn't go on",
    file: `${core}/reactions/reactions.ts`,
    edits: [{ find: 'end === "again")', replace: "false)" }],
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
    caughtBy: { test: live, title: "before the job has run" },
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
    number: 247,
    name: "the name of an erased person stays in the logs of boards that they had left",
    file: `${core}/people/places.ts`,
    edits: [
      {
        find: "if (!board || !context.wasStored(members, id)) return;",
        replace: "if (!board || !member) return;",
      },
    ],
    caughtBy: { test: everywhere, title: "nothing is left of the name" },
  },
  {
    number: 248,
    name: "the events of comments keep the name of an erased author",
    file: `${core}/people/texts.ts`,
    edits: [
      {
        find: "const isTheirs = before.authorId === how.userId;",
        replace: "const isTheirs = false;",
      },
    ],
    caughtBy: { test: everywhere, title: "nothing is left of the name" },
  },
  {
    number: 249,
    name: "an erasure that was interrupted doesn't go on",
    file: `${core}/people/user-data.ts`,
    edits: [{ find: "      context.derive(write);\n", replace: "" }],
    caughtBy: { test: "packages/core/test/people.test.ts", title: "goes on after a crash" },
  },
  {
    number: 246,
    name: "a subtask can be completed on an archived board",
    file: `${core}/authorize/judge.ts`,
    edits: [{ find: "(remove|delete|archive)$/", replace: "(remove|delete|archive|complete)$/" }],
    caughtBy: { test: "test/archived-board.test.ts" },
  },
  {
    number: 620,
    name: "the log of a deleted room keeps what came into it before the job",
    file: `${core}/reactions/deletion/room.ts`,
    edits: [{ find: "yield* emptyLaterEvents(topic, deletion, parts);", replace: "" }],
    caughtBy: { test: unfinished, title: "a person's new name is not kept in the log of a" },
  },
  {
    number: 621,
    name: "the log of a deleted board keeps what came into it before the job",
    file: `${core}/reactions/deletion/board.ts`,
    edits: [{ find: "yield* emptyLaterEvents(topic, deletion, parts);", replace: "" }],
    caughtBy: { test: unfinished, title: "a person's new name is not kept in the log of a" },
  },
  {
    number: 622,
    name: "an erasure skips what is still being deleted",
    file: `${core}/people/erase-user.ts`,
    edits: [{ find: "() => finishDeletions(parts)]", replace: "() => false]" }],
    caughtBy: { test: unfinished, title: "an erasure finds the name in a" },
  },
  {
    number: 1252,
    name: "an erasure leaves names in the log that an edit had taken out of a message",
    file: `${core}/people/texts.ts`,
    edits: [{ find: "post.editedAt !== null || ", replace: "" }],
    caughtBy: { test: people, title: "removes names that an edit had taken out" },
  },
  {
    number: 1253,
    name: "an erasure leaves names in the log that an edit had taken out of a task",
    file: `${core}/people/work.ts`,
    edits: [{ find: "hasOwnReason(event, how) || hasTaskWords(event, how)", replace: "false" }],
    caughtBy: { test: people, title: "removes names from the titles that tasks and subtasks had" },
  },
  {
    number: 1254,
    name: "an erasure that has too little time begins again each time",
    file: `${core}/people/erase-user.ts`,
    edits: [{ find: "if (done.includes(part)) continue;", replace: "" }],
    caughtBy: { test: people, title: "goes on in a release that has other parts" },
  },
  {
    number: 1370,
    name: "an erasure of an earlier release goes on as if it had done each part",
    file: `${core}/people/erase-user.ts`,
    edits: [{ find: "from.done ?? []", replace: "from.done ?? scans.map(([name]) => name)" }],
    caughtBy: { test: people, title: "goes on in a release that has other parts" },
  },
  {
    number: 1501,
    name: "an erasure leaves a name that begins with its replacement",
    file: `${core}/people/anonymous-text.ts`,
    edits: [
      {
        find: "[by, ...words].sort((a, b) => b.length - a.length)",
        replace: "[by, ...[...words].sort((a, b) => b.length - a.length)]",
      },
    ],
    caughtBy: {
      test: "packages/core/test/names-in-data.test.ts",
      title: "replaces a longer name that begins with it",
    },
  },
  {
    number: 1530,
    name: "an erased change of rights stops the delivery of its topic until the next poll",
    file: "packages/core/src/session/feed/subscription.ts",
    edits: [
      { find: 'if (!member) return this.#reload("rights");', replace: "" },
      { find: "accessOf(member.role,", replace: "accessOf((member as { role: string }).role," },
    ],
    caughtBy: {
      test: "packages/core/test/session-races.test.ts",
      title: "whose data was erased holds up nobody",
    },
  },
];
