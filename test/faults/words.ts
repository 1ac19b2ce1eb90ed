import type { Fault } from "./fault.ts";

const core = "packages/core/src";
const people = "packages/core/test/people.test.ts";
const reading = "packages/core/test/notifications/reading.test.ts";

/** Faults in what a person may read on each path, and in what is left of deleted words. */
export const wordFaults: readonly Fault[] = [
  {
    number: 490,
    name: "words come back to a notification while their text is edited or deleted",
    file: `${core}/engine/notify/changes.ts`,
    edits: [{ find: "[...asks, ...next.filter(({ withheld }) => withheld)]", replace: "asks" }],
    caughtBy: { test: reading, title: "while its words come back to somebody" },
  },
  {
    number: 491,
    name: "lists of notifications don't check what the person may read",
    file: `${core}/operations/inbox/readable-notifications.ts`,
    edits: [
      { find: "one.withheld ? one : asReadable(one, lookup, roles)", replace: "one" },
      { find: "import { asReadable, refsToRead }", replace: "import { refsToRead }" },
      { find: "  const { roles } = context.definitions;\n", replace: "" },
    ],
    caughtBy: { test: reading, title: "while a job still withholds" },
  },
  {
    number: 492,
    name: "a deleted task keeps its comments",
    file: `${core}/reactions/deletion/task.ts`,
    edits: [{ find: "  yield* deleteComments(topic, taskId, parts);\n", replace: "" }],
    caughtBy: { seeds: 300 },
  },
  {
    number: 493,
    name: "a deleted room keeps its messages",
    file: `${core}/reactions/deletion/room.ts`,
    edits: [{ find: "inRoom(200)", replace: '{ ...inRoom(200), equals: { roomId: "" } }' }],
    caughtBy: { seeds: 600 },
  },
  {
    number: 494,
    name: "a deleted board keeps its log",
    file: `${core}/reactions/deletion/board.ts`,
    edits: [{ find: "  yield* trimLog(topic, number - 1, parts);\n", replace: "" }],
    caughtBy: { seeds: 600 },
  },
  {
    number: 495,
    name: "an erasure empties the events that had the version of the board",
    file: `${core}/people/places.ts`,
    edits: [
      {
        find: "put: { board: [boards, board], member: [members, member] },",
        replace: "put: { member: [members, member] },",
      },
    ],
    caughtBy: { test: people, title: "the last version of every record" },
  },
  {
    number: 496,
    name: "an erasure empties the events that had the subtasks",
    file: `${core}/people/work.ts`,
    edits: [{ find: "subtasks: titled.map((part): Put => [subtasks, part]),", replace: "" }],
    caughtBy: { test: people, title: "the last version of every record" },
  },
  {
    number: 497,
    name: "an erasure leaves the name in the log of the person",
    file: `${core}/people/erase-user.ts`,
    edits: [{ find: "yield* trimLog(topic, (records[0]?.version ?? 0) - 1, parts);", replace: "" }],
    caughtBy: { seeds: 1500 },
  },
  {
    number: 498,
    name: "an archived board takes changes",
    file: `${core}/authorize/judge.ts`,
    edits: [{ find: "facts.board?.archived &&", replace: "false &&" }],
    caughtBy: { seeds: 300 },
  },
  {
    number: 499,
    name: "on a slow line, an answer is dropped instead of waiting for space",
    file: `${core}/session/calls.ts`,
    edits: [
      {
        find: "    if (!compress || result.length < minCompressed)",
        replace:
          "    if (this.#connection.link.buffered() > 0) return;\n    if (!compress || result.length < minCompressed)",
      },
    ],
    caughtBy: { seeds: 300 },
  },
  {
    number: 500,
    name: "on an archived board, nobody counts as able to decide when it is reopened",
    file: `${core}/engine/notify/deciders.ts`,
    edits: [{ find: "board.archived ? { ...board, archived: false } : board", replace: "board" }],
    caughtBy: {
      test: "packages/core/test/notifications/asks.test.ts",
      title: "while the board is archived",
    },
  },
  {
    number: 501,
    name: "a repeated command that changed nothing is answered with later data",
    file: `${core}/engine/records/record-topic.ts`,
    edits: [{ find: "topics[collection]?.(record as Ids)", replace: "undefined" }],
    caughtBy: {
      test: "packages/core/test/unchanged.test.ts",
      title: "is answered as the first call",
    },
  },
  {
    number: 502,
    name: "ending a session by its id ends no session",
    file: `${core}/session/registry.ts`,
    edits: [{ find: "session.id === which.sessionId", replace: "false" }],
    caughtBy: { seeds: 300 },
  },
  {
    number: 503,
    name: "a preview does not release the record on which commands take turns",
    file: `${core}/engine/preview.ts`,
    edits: [{ find: "new Retry(parts, false)", replace: "new Retry(parts, true)" }],
    caughtBy: { test: "packages/core/test/turns.test.ts", title: "holds up nobody afterwards" },
  },
  {
    number: 504,
    name: "young notifications are deleted as old",
    file: `${core}/reactions/retention/expire-personal.ts`,
    edits: [{ find: "found.filter(({ createdAt }) => createdAt < before)", replace: "[...found]" }],
    caughtBy: { seeds: 300 },
  },
  {
    number: 505,
    name: "an export forgets the comments",
    file: `${core}/people/export-user.ts`,
    edits: [
      {
        find: '{ index: "task", equals: {} }, isAuthor',
        replace: '{ index: "task", equals: { taskId: "" } }, isAuthor',
      },
    ],
    caughtBy: { seeds: 50 },
  },
  {
    number: 506,
    name: "an export contains words that the person may not read any more",
    file: `${core}/people/export-user.ts`,
    edits: [
      {
        find: "asReadable(one, lookup, definitions.roles)",
        replace: "(void [asReadable, lookup, definitions.roles], one)",
      },
    ],
    caughtBy: { test: reading, title: "an export withholds" },
  },
  {
    number: 507,
    name: "the text of a deleted message stays in the log",
    file: `${core}/operations/conversation/posts.ts`,
    edits: [
      {
        find: "deletedAt !== null && { redact: true as const }",
        replace: "false && { redact: true as const }",
      },
    ],
    caughtBy: { seeds: 300 },
  },
  {
    number: 508,
    name: "a deleted text stays in notifications that are done or resolved",
    file: `${core}/notifications/changes.ts`,
    edits: [
      {
        find: 'if (request.kind !== "resolve" || request.resolution === "deleted")',
        replace: 'if (request.kind !== "resolve")',
      },
    ],
    caughtBy: { test: reading, title: "while its words come back to somebody" },
  },
  {
    number: 897,
    name: "two requests to work on one task are opened again, because one has a stronger reason too",
    file: `${core}/notifications/changes.ts`,
    edits: [{ find: "asksForDecision(one)} ", replace: "one.reason} " }],
    caughtBy: {
      test: "packages/core/test/notifications/last-asks.test.ts",
      title: "only a person's last request to work on a task is opened again",
    },
  },
  {
    number: 509,
    name: "a person who is hidden from a task learns that it exists",
    file: `${core}/engine/target.ts`,
    edits: [
      {
        find: "if (!task || task.boardId !== board.id || !maySee(task, access, context.actor.userId))\n    throw notFound.task();",
        replace:
          'if (!task || task.boardId !== board.id) throw notFound.task();\n  if (!maySee(task, access, context.actor.userId))\n    throw new TaskwireError("not_found", "You may not see this task.");',
      },
    ],
    caughtBy: { seeds: 50 },
  },
  {
    number: 626,
    name: "a handle that only adds a full stop to another one is free",
    file: "packages/core/src/mentions/handle.ts",
    edits: [{ find: 'handle.replace(afterName, "")', replace: "handle" }],
    caughtBy: {
      test: "packages/core/test/handles.test.ts",
      title: "that somebody else has is refused",
    },
  },
  {
    number: 1518,
    name: "a tone mark stays before an upper vowel",
    file: "packages/core/src/mentions/fold.ts",
    edits: [{ find: "\\u0E4D]{2,}/g", replace: "\\u0E4D]{9,}/g" }],
    caughtBy: {
      test: "packages/core/test/mentions/folding.test.ts",
      title: "a tone mark typed before an upper vowel",
    },
  },
  {
    number: 1517,
    name: "an address with accents as separate characters is no address",
    file: "packages/core/src/mentions/url.ts",
    edits: [{ find: "(?:${spacedWord}${letterMarks}|-)+", replace: "(?:${spacedWord}|-)+" }],
    caughtBy: { test: "packages/core/test/mentions/opaque.test.ts", title: "contains no mention" },
  },
  {
    number: 627,
    name: "a person whose name only adds signs to a handle gets its mentions",
    file: "packages/core/src/mentions/match.ts",
    edits: [{ find: "own && !isSame(own.name, longest.name) ? own : longest", replace: "longest" }],
    caughtBy: {
      test: "packages/core/test/handles.test.ts",
      title: "takes no mention that a handle",
    },
  },
  {
    number: 628,
    name: "a new title of a subtask is not in the requests to work on it",
    file: "packages/core/src/operations/tasks/subtask-edits.ts",
    edits: [{ find: "if (subtask.title !== before.title)", replace: "if (before.title === null)" }],
    caughtBy: {
      test: "packages/core/test/notifications/reading.test.ts",
      title: "a new title of a subtask reaches",
    },
  },
  {
    number: 629,
    name: "an excerpt ends with a part of an emoji, because the other part is half a character",
    file: "packages/core/src/notifications/excerpt.ts",
    edits: [{ find: '.replace(/[\\ud800-\\udbff]$/, "")', replace: "" }],
    caughtBy: { test: "packages/core/test/excerpt.test.ts" },
  },
  {
    number: 1411,
    name: "an author is not told that a mentioned person's account is disabled",
    file: "packages/core/src/operations/conversation/post-mentions.ts",
    edits: [{ find: "account?.disabled ? account.id", replace: "account === null ? account" }],
    caughtBy: {
      test: "packages/core/test/handles.test.ts",
      title: "a person whose account is disabled, until",
    },
  },
];
