import type { Fault } from "./fault.ts";

const core = "packages/core/src";
const large = "packages/core/test/notifications/large.test.ts";
const talk = "packages/core/test/notifications/talk.test.ts";

/** Faults in rooms, comments and their notifications. */
export const conversationFaults: readonly Fault[] = [
  {
    number: 68,
    name: "a request for a decision stays open after the decision",
    file: `${core}/operations/tasks/task-notifications.ts`,
    edits: [
      {
        find: "requests.push({ about, reasons: waitingReasons, ...outcomeOf(action, actorId) });",
        replace: "void outcomeOf(action, actorId);",
      },
    ],
    caughtBy: { seeds: 100 },
  },
  {
    number: 69,
    name: "a notification written while its reader loses access stays open",
    file: `${core}/engine/notify/changes.ts`,
    edits: [
      {
        find: "return !isNew || found.length > 0;",
        replace: "return isNew && found.length > 0;",
      },
    ],
    caughtBy: { seeds: 1_000 },
  },
  {
    number: 70,
    name: "a large audience is notified from the beginning again after a crash",
    file: `${core}/reactions/fan-out-job.ts`,
    edits: [
      {
        find: "audience.recipients.slice(next, next + maxPerCommit)",
        replace: "audience.recipients.slice(0, maxPerCommit)",
      },
    ],
    caughtBy: { test: large },
  },
  {
    number: 71,
    name: "a large audience includes users who may no longer read",
    file: `${core}/reactions/fan-out-job.ts`,
    edits: [
      {
        find: "const remaining = remainingOf(part, audience, facts);",
        replace:
          "const remaining = facts.post === undefined ? remainingOf(part, audience, facts) : part;",
      },
    ],
    caughtBy: { test: large },
  },
  {
    number: 72,
    name: "an edit notifies users again who were notified before",
    file: `${core}/notifications/decide.ts`,
    edits: [{ find: "if (facts.wasNotified(userId))", replace: 'if (facts.wasNotified(""))' }],
    caughtBy: { test: talk, title: "an edit notifies only" },
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
    caughtBy: { test: talk, title: "a muted room notifies nobody" },
  },
  {
    number: 74,
    name: "a deleted text stays in inboxes",
    file: `${core}/operations/conversation/comments.ts`,
    edits: [{ find: 'resolution: "deleted"', replace: 'resolution: "cancelled"' }],
    caughtBy: { seeds: 1_000 },
  },
  {
    number: 75,
    name: "comments are visible to the whole board even if their task is not",
    file: `${core}/operations/conversation/comment-events.ts`,
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
    name: "a user removed from a room still gets its messages",
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
    name: "an archived room accepts new messages",
    file: `${core}/operations/conversation/messages.ts`,
    edits: [
      { find: "if (!context.room().archived) return;", replace: "if (context.room().id) return;" },
    ],
    caughtBy: {
      test: "packages/core/test/rooms.test.ts",
      title: "accepts nothing new while it is archived",
    },
  },
  {
    number: 78,
    name: "a room's read marker moves backwards",
    file: `${core}/operations/conversation/read-markers.ts`,
    edits: [{ find: "before.number >= number;", replace: "before.number === number;" }],
    caughtBy: { test: "packages/core/test/rooms.test.ts", title: "are counted from a read marker" },
  },
  {
    number: 79,
    name: "cached members of a board or room outlive changes",
    file: `${core}/engine/notify/members-cache.ts`,
    edits: [
      {
        find: "if (entry?.version !== version) return undefined;",
        replace: "if (!entry || version < 0) return undefined;",
      },
    ],
    caughtBy: { seeds: 1_000 },
  },
  {
    number: 80,
    name: "a task in a comments store keeps its first version",
    file: "packages/client/src/comments/store.ts",
    edits: [
      {
        find: "record.id === taskId && isNewer(record, task)",
        replace: "record.id === taskId && !task",
      },
    ],
    caughtBy: { seeds: 500 },
  },
  {
    number: 105,
    name: "a board store counts an event that carries nothing of a task as a version of it",
    file: "packages/client/src/board/records.ts",
    edits: [
      {
        find: 'if (collection === "tasks") putTask(record);',
        replace: `if (collection === "tasks") putTask(record);
      const held = tasks.get(event.subject);
      if (held && held.version < event.number) tasks.set(held.id, { ...held, version: event.number });`,
      },
    ],
    caughtBy: { seeds: 50 },
  },
  {
    number: 94,
    name: "users can edit texts of others",
    file: `${core}/policy/approval-roles.ts`,
    edits: [{ find: '"comment.edit": ["author"],', replace: '"comment.edit": true,' }],
    caughtBy: { seeds: 1_000 },
  },
  {
    number: 1027,
    name: "a person who has left a direct room is brought back by the other one",
    file: "packages/core/src/operations/conversation/direct-rooms.ts",
    edits: [
      { find: "const added = hasLeft ? [caller] : people;", replace: "const added = people;" },
    ],
    caughtBy: {
      test: "packages/core/test/direct-rooms.test.ts",
      title: "can't bring them back",
    },
  },
];
