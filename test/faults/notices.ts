import type { Fault } from "./fault.ts";

const core = "packages/core/src";

/** In who is told of what. */
export const noticeFaults: readonly Fault[] = [
  {
    number: 28,
    name: "whoever has two reasons is told twice",
    file: `${core}/engine/notify/notify.ts`,
    edits: [
      {
        find: "for (const [userId, reasons] of recipientsOf(told.outcomes))",
        replace: `for (const [userId, reasons] of told.outcomes.flatMap(({ userId, reason, outcome }) =>
        outcome === "notified" ? [[userId, [reason]] as [string, (typeof reason)[]]] : []))`,
      },
    ],
    caughtBy: { seeds: 200 },
  },
  {
    number: 64,
    name: "people are told of what they did themselves",
    file: `${core}/notifications/decide.ts`,
    edits: [{ find: "if (userId === known.actorId)", replace: 'if (userId === "")' }],
    caughtBy: { seeds: 50 },
  },
  {
    number: 65,
    name: "people are told of what they may not see",
    file: `${core}/notifications/decide.ts`,
    edits: [{ find: "!known.mayRead(userId))", replace: 'userId === "")' }],
    caughtBy: { seeds: 500 },
  },
  {
    number: 66,
    name: "one's own requests come only where one wants to hear everything",
    file: `${core}/notifications/decide.ts`,
    edits: [{ find: "if (!own && known.follows(userId))", replace: 'if (!own && userId === "")' }],
    caughtBy: { test: "packages/core/test/notifications" },
  },
  {
    number: 67,
    name: "a count that failed is not taken again",
    file: `${core}/session/inbox-counts.ts`,
    edits: [
      {
        find: "if (reader.followsInbox) this.want(reader);",
        replace: "if (reader.followsInbox) void reader;",
      },
    ],
    caughtBy: { seeds: 500 },
  },
  {
    number: 97,
    name: "rows of a list are changed whatever became of them since",
    file: `${core}/engine/context.ts`,
    edits: [
      {
        find: "if (this.#listed.size === 0) return reads;",
        replace: "if (this.#listed.size >= 0) return reads;",
      },
    ],
    caughtBy: {
      test: "packages/core/test/notifications/access.test.ts",
      title: "a row that its person puts away",
    },
  },
];
