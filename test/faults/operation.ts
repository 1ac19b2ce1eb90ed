import type { Fault } from "./fault.ts";

/** Faults in what an operator does: making an app, and stopping a server. */
export const operationFaults: readonly Fault[] = [
  {
    number: 998,
    name: "the questions of npm create end without a word when the person ends them",
    file: "packages/create-taskwire/src/questions.ts",
    edits: [{ find: 'reject(new UsageError("Nothing was written."))', replace: "{}" }],
    caughtBy: {
      test: "packages/create-taskwire/test/questions.test.ts",
      title: "at a question ends the command",
    },
  },
  {
    number: 999,
    name: "a server that stops waits for a client that goes on sending requests",
    file: "examples/server/src/server.ts",
    edits: [
      { find: 'response.setHeader("Connection", "close");', replace: "void response;" },
      { find: "setTimeout(() => server.closeAllConnections(), 5_000)", replace: "undefined" },
    ],
    caughtBy: {
      test: "examples/server/test/process.test.ts",
      title: "ends in order on SIGTERM although",
    },
  },
];
