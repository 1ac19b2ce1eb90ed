import type { Fault } from "./fault.ts";

/** Faults in the bounds of answers and caches in bytes. */
export const byteFaults: readonly Fault[] = [
  {
    number: 220,
    name: "an answer may have any number of bytes",
    file: "packages/core/src/operations/answer-budget.ts",
    edits: [
      {
        find: "if (bytes > this.#left && this.#hasEntries) return false;",
        replace: "if (bytes > 1e9 && this.#hasEntries) return false;",
      },
    ],
    caughtBy: { test: "packages/core/test/answer-bytes.test.ts", title: "the pages are small" },
  },
  {
    number: 221,
    name: "a page of the log is cut by its bytes in the middle of a command",
    file: "packages/core/src/log/log.ts",
    edits: [
      {
        find: "const isEnd = page.events.length < limit && !page.cut;",
        replace: "const isEnd = page.events.length < limit;",
      },
    ],
    caughtBy: { test: "packages/core/test/log-pages.test.ts", title: "by its bytes" },
  },
  {
    number: 603,
    name: "the space for a frame's text counts one byte for each character",
    file: "packages/ws-adapter/src/frame.ts",
    edits: [{ find: "maxScratchUnits * maxBytesPerUnit", replace: "maxScratchUnits" }],
    caughtBy: {
      test: "packages/ws-adapter/test/frame.test.ts",
      title: "exactly the bytes that ws would send",
    },
  },
];
