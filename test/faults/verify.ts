import type { Fault } from "./fault.ts";

const caughtBy = { test: "test/cli/verify-edits.test.ts", title: "SQLite" };
const verify = "packages/cli/src/verify";

/** Faults in what `taskwire verify` finds. */
export const verifyFaults: readonly Fault[] = [
  {
    number: 480,
    name: "verify does not ask why an event has no data",
    file: `${verify}/log-check.ts`,
    edits: [{ find: "this.#emptied.event(event, data);", replace: "" }],
    caughtBy,
  },
  {
    number: 481,
    name: "verify does not look at the events that keys name",
    file: `${verify}/check-database.ts`,
    edits: [{ find: "if (missing !== undefined)", replace: "if (missing === 0)" }],
    caughtBy,
  },
  {
    number: 482,
    name: "verify does not compare the board of an involvement",
    file: `${verify}/record-check.ts`,
    edits: [
      { find: "JSON.stringify([boardId, state])", replace: "JSON.stringify([!boardId, state])" },
    ],
    caughtBy,
  },
];
