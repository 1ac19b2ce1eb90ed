import type { Fault } from "./fault.ts";

const source = "packages/create-taskwire/src";
const usageTest = "packages/create-taskwire/test/usage.test.ts";

/** Faults in what a newcomer meets first: the command that makes an app. */
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
];
