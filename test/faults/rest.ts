import type { Fault } from "./fault.ts";

const caughtBy = { test: "test/rest-fuzz.test.ts" };

/** Faults in what the OpenAPI document says. */
export const restFaults: readonly Fault[] = [
  {
    number: 659,
    name: "caches don't learn that a large answer depends on what the client accepts",
    file: "packages/express-adapter/src/adapter.ts",
    edits: [
      {
        find: 'if (isLarge) response.vary("Accept-Encoding");',
        replace: "",
      },
    ],
    caughtBy: {
      test: "packages/express-adapter/test/compressed-answer.test.ts",
      title: "a large answer is compressed",
    },
  },
  {
    number: 660,
    name: "a compressed answer has the entity tag of the one that is not compressed",
    file: "packages/express-adapter/src/compressed-answer.ts",
    edits: [{ find: 'gzipSuffix = "-gzip"', replace: 'gzipSuffix = ""' }],
    caughtBy: {
      test: "packages/express-adapter/test/compressed-answer.test.ts",
      title: "has an entity tag of its own",
    },
  },
  {
    number: 470,
    name: "the OpenAPI document allows control characters, which the server refuses",
    file: "packages/core/src/model/text.ts",
    edits: [
      {
        find: ".meta({ maxLength: limit, pattern:",
        replace: ".meta({ maxLength: limit, title:",
      },
    ],
    caughtBy: {
      test: "packages/express-adapter/test/openapi.test.ts",
      title: "the schemas refuse the values that the server refuses",
    },
  },
  {
    number: 471,
    name: "the OpenAPI document lacks a status that an answer can have",
    file: "packages/express-adapter/src/openapi.ts",
    edits: [{ find: '...(route.method === "GET" ? [] : [415]),', replace: "" }],
    caughtBy,
  },
  {
    number: 472,
    name: "answers have the version as a text, although the OpenAPI document says number",
    file: "packages/express-adapter/src/adapter.ts",
    edits: [
      {
        find: "const json = await call;",
        replace:
          'const json = name === "rooms.open" ? (await call).replace(/"version":(\\d+)/, \'"version":"$1"\') : await call;',
      },
    ],
    caughtBy,
  },
  {
    number: 440,
    name: "the record of an answer is looked for inside other records",
    file: "packages/express-adapter/src/result-record.ts",
    edits: [{ find: "if (depth === 0) return at;\n      depth--;", replace: "return at;" }],
    caughtBy: { test: "packages/express-adapter/test/result-record.test.ts" },
  },
  {
    number: 600,
    name: "each pipelined request adds a listener to its socket",
    file: "packages/express-adapter/src/socket-ends.ts",
    edits: [
      {
        find: "let waiting = this.#waiting.get(socket);",
        replace: "let waiting: Set<Run> | undefined;",
      },
    ],
    caughtBy: {
      test: "packages/express-adapter/test/unread-answers.test.ts",
      title: "pipelined requests on one socket",
    },
  },
  {
    number: 601,
    name: "a path with a slash at its end is not found",
    file: "packages/express-adapter/src/route-index.ts",
    edits: [{ find: 'path.endsWith("/") ? path.slice(1, -1) : path', replace: "path" }],
    caughtBy: {
      test: "packages/express-adapter/test/routes.test.ts",
      title: "a path has a slash at its end or not",
    },
  },
  {
    number: 804,
    name: "a request whose connection has ended already takes space for its answer",
    file: "packages/express-adapter/src/unread-answers.ts",
    edits: [{ find: "if (hasEnded()) return undefined;", replace: "" }],
    caughtBy: {
      test: "packages/express-adapter/test/ended-connections.test.ts",
      title: "requests that end while their token is checked",
    },
  },
  {
    number: 805,
    name: "a call that fails keeps its space until its error was sent",
    file: "packages/express-adapter/src/adapter.ts",
    edits: [{ find: "space.free();", replace: "" }],
    caughtBy: {
      test: "packages/express-adapter/test/ended-connections.test.ts",
      title: "a query that fails leaves its space",
    },
  },
  {
    number: 806,
    name: "the space of an answer becomes free at the end of its connection and once more after its call",
    file: "packages/express-adapter/src/unread-answers.ts",
    edits: [
      { find: "if (isFree) return;\n      isFree = true;", replace: "" },
      { find: "        if (isFree) return;\n", replace: "" },
    ],
    caughtBy: {
      test: "packages/express-adapter/test/ended-connections.test.ts",
      title: "becomes free only once",
    },
  },
  {
    number: 1412,
    name: "a board is opened at its start with a position of another list",
    file: "packages/core/src/operations/more.ts",
    edits: [{ find: "if (!first && !second)", replace: "if (first === null)" }],
    caughtBy: {
      test: "packages/core/test/engine-races.test.ts",
      title: "is accepted only by the same list, filters",
    },
  },
  {
    number: 1414,
    name: "an answer about a direct room has no ETag and no Location",
    file: "packages/core/src/operations/conversation/direct-rooms.ts",
    edits: [{ find: '  creates: "/boards/:boardId/rooms/:id",\n', replace: "" }],
    caughtBy: {
      test: "packages/express-adapter/test/versions.test.ts",
      title: "a direct room has a Location and an ETag",
    },
  },
];
