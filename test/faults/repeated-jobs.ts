import type { Fault } from "./fault.ts";

const core = "packages/core/src";
const clocks = "packages/core/test/notifications/clocks.test.ts";

/** Faults of jobs that run late, or run again after other things have happened. */
export const repeatedJobFaults: readonly Fault[] = [
  {
    number: 1537,
    name: "a job compares notifications by their ids, so requests stay open if clocks differ",
    file: `${core}/engine/notify/later.ts`,
    edits: [
      { find: 'return later && type.startsWith("task.") ? false : id', replace: "return id" },
    ],
    caughtBy: { test: clocks, title: "a decision resolves all requests" },
  },
  {
    number: 1538,
    name: "a late job resolves the requests of a task that was submitted again",
    file: `${core}/engine/notify/later.ts`,
    edits: [{ find: "return true;", replace: "return false;" }],
    caughtBy: { test: clocks, title: "a late job resolves no newer request" },
  },
  {
    number: 1539,
    name: "notifications keep a deleted text if the clock of its author's server is ahead",
    file: `${core}/engine/notify/changes.ts`,
    edits: [
      {
        find: 'if (request.resolution === "deleted")',
        replace: "if (request.kind !== request.kind)",
      },
    ],
    caughtBy: { test: clocks, title: "no notification keeps a deleted text" },
  },
  {
    number: 1540,
    name: "a channel sends a notification again after the record of its message has expired",
    file: `${core}/channels/note.ts`,
    edits: [
      { find: "context.wasStored(channelItems, id)", replace: "context.known(channelItems, id)" },
    ],
    caughtBy: {
      test: "packages/core/test/channels/repeated-note.test.ts",
      title: "a notification is sent once",
    },
  },
  {
    number: 1541,
    name: "a delegate is still asked for a person whose account was erased",
    file: `${core}/people/delegations.ts`,
    edits: [
      { find: "context.review({ userId: to, asks: true, endsDelegation: true });", replace: "" },
    ],
    caughtBy: {
      test: "packages/core/test/approvals/erased-principal.test.ts",
      title: "a delegate's request ends with the principal's account",
    },
  },
  {
    number: 1542,
    name: "a reaction to the deleted log of an erased person is tried for hours",
    file: `${core}/reactions/current-event.ts`,
    edits: [{ find: 'type === "user.erased"', replace: 'type === "user.gone"' }],
    caughtBy: {
      test: "packages/core/test/erased-own-log.test.ts",
      title: "a reaction to user.left ends",
    },
  },
];
