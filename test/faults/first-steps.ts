import type { Fault } from "./fault.ts";

const source = "packages/create-taskwire/src";
const deploymentTest = "examples/deployment/test/files.test.ts";
const usageTest = "packages/create-taskwire/test/usage.test.ts";

/** Faults in the first steps of a newcomer: the command that makes an app, and the examples. */
export const firstStepFaults: readonly Fault[] = [
  {
    number: 880,
    name: "a new app has no .gitignore, because npm leaves it out of the package",
    file: `${source}/app-files.ts`,
    edits: [{ find: '"_gitignore", ".gitignore"', replace: '"", ""' }],
    caughtBy: { test: usageTest, title: "git ignores packages and databases" },
  },
  {
    number: 881,
    name: "an app is made in a folder that has files",
    file: `${source}/new-folder.ts`,
    edits: [{ find: "if (found.length > 0)", replace: "if (found.length > 1)" }],
    caughtBy: { test: usageTest, title: "a folder that has files stays as it is" },
  },
  {
    number: 882,
    name: "a server accepts the secret that its example prints",
    file: "examples/deployment/src/settings.ts",
    edits: [{ find: ".length < 32", replace: ".length < 8" }],
    caughtBy: { test: deploymentTest, title: "refuses a short secret" },
  },
  {
    number: 883,
    name: "a token of the deployed server never ends",
    file: "examples/deployment/src/tokens.ts",
    edits: [{ find: "!isOurs || Date.now() > Number(expires)", replace: "!isOurs" }],
    caughtBy: { test: deploymentTest, title: "an old token are refused" },
  },
  {
    number: 884,
    name: "an order that is asked for again makes a second task",
    file: "examples/express-existing-app/src/approvals.ts",
    edits: [{ find: "key: order.id", replace: "key: crypto.randomUUID()" }],
    caughtBy: {
      test: "examples/express-existing-app/test/existing-app.test.ts",
      title: "asking again for the same order makes no second task",
    },
  },
];
