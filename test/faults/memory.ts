import type { Fault } from "./fault.ts";

const caches = "packages/core/test/cache-bytes.test.ts";
const presence = "packages/core/test/presence.test.ts";

/** Faults in the bounds of caches and of what waits to be read. */
export const memoryFaults: readonly Fault[] = [
  {
    number: 222,
    name: "a cache has no limit on its bytes",
    file: "packages/core/src/engine/records/record-cache.ts",
    edits: [
      {
        find: "Math.max(smallRecord, bytes)",
        replace: "Math.min(smallRecord, bytes)",
      },
    ],
    caughtBy: { test: caches, title: "the record cache is bounded" },
  },
  {
    number: 1371,
    name: "the cache of tasks has no limit on its bytes",
    file: "packages/core/src/engine/records/task-cache.ts",
    edits: [{ find: "Math.max(smallParts, size)", replace: "Math.min(smallParts, size)" }],
    caughtBy: { test: caches, title: "the parts of tasks are bounded" },
  },
  {
    number: 223,
    name: "all pages of the log that were read are kept",
    file: "packages/core/src/session/feed/pages.ts",
    edits: [{ find: "if (this.#bytes <= maxBytes) break;", replace: "if (maxBytes > 0) break;" }],
    caughtBy: { test: caches, title: "pages of the log are bounded" },
  },
  {
    number: 224,
    name: "the presence of other nodes may use any amount of memory",
    file: "packages/core/src/session/signals/presence.ts",
    edits: [
      {
        find: "if (bytes > 0 && this.#bytes + bytes > maxBytesOfTopic) return false;",
        replace: "",
      },
    ],
    caughtBy: { test: presence, title: "forged presence is bounded" },
  },
  {
    number: 225,
    name: "a slow line gets no more time for its pong",
    file: "packages/core/src/session/clock.ts",
    edits: [
      {
        find: "return Math.max(parts.limits.pongMs, onTheWay / slowestLine);",
        replace: "return Math.max(parts.limits.pongMs, onTheWay / 1e9);",
      },
    ],
    caughtBy: { test: "test/slow-line.test.ts", title: "with pings behind it" },
  },
  {
    number: 226,
    name: "answers are computed for a client that doesn't read them",
    file: "packages/express-adapter/src/unread-answers.ts",
    edits: [
      {
        find: "person.bytes + bytes > this.#limits.bufferedBytes)",
        replace: "person.bytes < 0)",
      },
    ],
    caughtBy: {
      test: "packages/express-adapter/test/unread-answers.test.ts",
      title: "no further answers are made",
    },
  },
  {
    number: 227,
    name: "every report of a gap makes a node ask all others for their presence",
    file: "packages/core/src/session/signals/topic-signals.ts",
    edits: [
      {
        find: "if (sinceLast >= 0 && sinceLast < intervalMs) {",
        replace: "if (sinceLast < -intervalMs) {",
      },
    ],
    caughtBy: { test: presence, title: "short messages that report gaps" },
  },
  {
    number: 510,
    name: "a set with one element uses a whole Set",
    file: "packages/core/src/session/feed/few.ts",
    edits: [
      {
        find: "if (few === undefined || few === one) return one;",
        replace: "if (few === undefined) return new Set([one]);",
      },
    ],
    caughtBy: { test: "test/idle-memory.test.ts", title: "uses little memory" },
  },
  {
    number: 511,
    name: "the answer to a ping needs a budget",
    file: "packages/core/src/session/session.ts",
    edits: [{ find: " || this.#clock.awaitsFrame;", replace: ";" }],
    caughtBy: {
      test: "packages/core/test/person-budgets.test.ts",
      title: "the answer to a ping is free",
    },
  },
  {
    number: 439,
    name: "every answer over HTTP counts as read at once",
    file: "packages/express-adapter/src/unread-answers.ts",
    edits: [
      {
        find: "if (response.writableEnded && response.writableLength === 0) return free();",
        replace: "if (response.writableEnded) return free();",
      },
    ],
    caughtBy: {
      test: "packages/express-adapter/test/unread-answers.test.ts",
      title: "no further answers are made",
    },
  },
  {
    number: 512,
    name: "a shared answer is kept over a change of the board",
    file: "packages/core/src/operations/boards/boards.ts",
    edits: [
      {
        find: "boardId, context.access, cursor, after ?? null",
        replace: "boardId, context.access, after ?? null",
      },
    ],
    caughtBy: {
      test: "packages/core/test/shared-answers.test.ts",
      title: "nobody gets an older answer",
    },
  },
  {
    number: 513,
    name: "people who see some tasks get the shared answer of those who see all",
    file: "packages/core/src/operations/boards/boards.ts",
    edits: [
      { find: 'if (context.access !== "all") return', replace: "if (!context.access) return" },
      {
        find: "boardId, context.access, cursor, after",
        replace: "boardId, cursor.slice(0, -1), after",
      },
    ],
    caughtBy: {
      test: "packages/core/test/shared-answers.test.ts",
      title: "a person who sees only some tasks",
    },
  },
  {
    number: 514,
    name: "shared parts of answers are kept without a bound",
    file: "packages/core/src/engine/records/shared-json.ts",
    edits: [
      { find: "this.#made.set(ref, part, bytes);", replace: "this.#made.set(ref, part, 1);" },
    ],
    caughtBy: {
      test: "packages/core/test/shared-answers.test.ts",
      title: "bounded in bytes",
    },
  },
  {
    number: 515,
    name: "a small answer overtakes a compressed one",
    file: "packages/client/src/deflate/index.ts",
    edits: [{ find: "if (!last && !value) return use();", replace: "if (!value) return use();" }],
    caughtBy: { test: "packages/ws-adapter/test/compress.test.ts", title: "in order" },
  },
  {
    number: 516,
    name: "the shared part of an answer costs nothing",
    file: "packages/core/src/session/budget/cost.ts",
    edits: [{ find: "? shared.bytes + (", replace: "? (" }],
    caughtBy: {
      test: "packages/core/test/person-budgets.test.ts",
      title: "three connections that open a large board",
    },
  },
];
