import type { Fault } from "./fault.ts";

const operations = "packages/core/src/operations";

/** Faults in the operations that an app's pages need. */
export const appPartFaults: readonly Fault[] = [
  {
    number: 550,
    name: "a jump to a message hides that there are newer ones beyond the answer's bytes",
    file: `${operations}/conversation/posts-around.ts`,
    edits: [{ find: "next !== null || taken < records.length", replace: "next !== null" }],
    caughtBy: {
      test: "packages/core/test/rooms-around.test.ts",
      title: "takes as many bytes as an answer may have",
    },
  },
];
