import type { Fault } from "./fault.ts";

const siteTest = "test/site.test.ts";

/** Faults that keep readers of the site, and of an error, from their answer. */
export const guideFaults: readonly Fault[] = [
  {
    number: 1130,
    name: "a page comes before its own section whose heading is the question",
    file: "site/js/find.ts",
    edits: [{ find: "return isAnswer ?", replace: "return isAnswer && false ?" }],
    caughtBy: { test: siteTest, title: "the search for" },
  },
  {
    number: 1133,
    name: "a link to a document that is not on the site becomes dead text",
    file: "scripts/site/site-map.ts",
    edits: [{ find: 'file.endsWith(".md")', replace: "false" }],
    caughtBy: { test: siteTest, title: "a document that is not in the contents" },
  },
  {
    number: 1134,
    name: "a refusal to give a role has no cure if no role can give it",
    file: "packages/core/src/operations/boards/granting.ts",
    edits: [{ find: "No role can do this.", replace: "Impossible." }],
    caughtBy: { test: "packages/core/test/granting.test.ts", title: "names the cure if no role" },
  },
];
