import type { Fault } from "./fault.ts";

const core = "packages/core/src";
const large = "packages/core/test/notifications/large.test.ts";
const talk = "packages/core/test/notifications/talk.test.ts";

/** In rooms, comments and the inboxes that tell of them. */
export const conversationFaults: readonly Fault[] = [
  {
    number: 68,
    name: "whoever was asked for a decision is asked still when it is taken",
    file: `${core}/operations/tasks/task-actions.ts`,
    edits: [
      {
        find: "resolveStep(context, step);",
        replace: "if (step.reason === undefined) void resolveStep;",
      },
    ],
    caughtBy: { seeds: 100 },
  },
  {
    number: 69,
    name: "a row that is written while a right ends stays open",
    file: `${core}/engine/notify/resolve.ts`,
    edits: [{ find: ' && !("userId" in request)) continue;', replace: ") continue;" }],
    caughtBy: { seeds: 1_000 },
  },
  {
    number: 70,
    name: "a large audience is told from its beginning again when a node dies",
    file: `${core}/engine/notify/fan-out.ts`,
    edits: [
      {
        find: "audience.recipients.slice(next, next + rowsPerCommit)",
        replace: "audience.recipients.slice(0, rowsPerCommit)",
      },
    ],
    caughtBy: { test: large },
  },
  {
    number: 71,
    name: "of a large audience those too are told who may not read any more",
    file: `${core}/engine/notify/fan-out.ts`,
    edits: [
      {
        find: "const left = await stillToTell(part, delivery, audience, words, context, parts);",
        replace:
          "const left = words === undefined ? await stillToTell(part, delivery, audience, words, context, parts) : part;",
      },
    ],
    caughtBy: { test: large },
  },
  {
    number: 72,
    name: "an edit tells those again who were told before",
    file: `${core}/notifications/decide.ts`,
    edits: [
      { find: "if (known.notifiedBefore?.(userId))", replace: 'if (known.notifiedBefore?.(""))' },
    ],
    caughtBy: { test: talk, title: "an edit tells only" },
  },
  {
    number: 73,
    name: "a request for a decision can be muted",
    file: `${core}/notifications/reasons.ts`,
    edits: [
      {
        find: '"approval.requested": { passes: "critical" },',
        replace: '"approval.requested": { passes: addressed },',
      },
    ],
    caughtBy: { test: talk, title: "a muted room keeps silent" },
  },
  {
    number: 74,
    name: "what was deleted keeps its words in inboxes",
    file: `${core}/operations/conversation/comments.ts`,
    edits: [{ find: 'resolution: "deleted"', replace: 'resolution: "cancelled"' }],
    caughtBy: { seeds: 1_000 },
  },
  {
    number: 75,
    name: "comments are for everybody on the board, also where the task isn't",
    file: `${core}/operations/conversation/comments.ts`,
    edits: [
      {
        find: "audience: { before: involved, after: involved },",
        replace: "audience: involved ? null : null,",
      },
    ],
    caughtBy: { seeds: 300 },
  },
  {
    number: 76,
    name: "who is out of a room hears on",
    file: `${core}/session/feed/subscription.ts`,
    edits: [
      {
        find: 'if (event.type === "member.removed")',
        replace: 'if (event.type === "member.removed" && event.topic.startsWith("board:"))',
      },
    ],
    caughtBy: { seeds: 1_000 },
  },
  {
    number: 77,
    name: "an archived room takes new messages",
    file: `${core}/operations/conversation/messages.ts`,
    edits: [
      { find: "if (!context.room().archived) return;", replace: "if (context.room().id) return;" },
    ],
    caughtBy: {
      test: "packages/core/test/rooms.test.ts",
      title: "takes nothing new while it is archived",
    },
  },
  {
    number: 78,
    name: "how far a room was read goes back",
    file: `${core}/operations/conversation/room-lists.ts`,
    edits: [{ find: "if (before && before.messageId >= messageId) return before;", replace: "" }],
    caughtBy: { test: "packages/core/test/rooms.test.ts", title: "is read up to a place" },
  },
  {
    number: 79,
    name: "who is in a place is remembered past its changes",
    file: `${core}/engine/notify/members-cache.ts`,
    edits: [
      {
        find: "if (known?.version !== version) return undefined;",
        replace: "if (!known || version < 0) return undefined;",
      },
    ],
    caughtBy: { seeds: 1_000 },
  },
  {
    number: 80,
    name: "a task in a store of comments keeps the version that it came with",
    file: "packages/client/src/comments/store.ts",
    edits: [
      {
        find: "if (task && event.subject === taskId && task.version < number)",
        replace: "if (task && number < 0)",
      },
    ],
    caughtBy: { seeds: 500 },
  },
  {
    number: 94,
    name: "another one's words can be changed",
    file: `${core}/policy/approval-roles.ts`,
    edits: [{ find: '"comment.edit": ["author"],', replace: '"comment.edit": true,' }],
    caughtBy: { seeds: 1_000 },
  },
];
