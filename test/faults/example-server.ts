import type { Fault } from "./fault.ts";

const source = "examples/server/src";
const loginTest = "examples/server/test/login.test.ts";
const inTurnTest = "examples/server/test/in-turn.test.ts";

/** Faults in the HTTP server of the example. */
export const exampleServerFaults: readonly Fault[] = [
  {
    number: 800,
    name: "the pipelined requests of a connection are handled at once",
    file: `${source}/in-turn.ts`,
    edits: [{ find: "if (queue.length === 1) queue[0]?.();", replace: "queue.at(-1)?.();" }],
    caughtBy: { test: inTurnTest, title: "closes all files" },
  },
  {
    number: 801,
    name: "any number of pipelined requests waits on a connection",
    file: `${source}/in-turn.ts`,
    edits: [{ find: "queue.length >= maxUnanswered", replace: "queue.length >= 1e6" }],
    caughtBy: { test: inTurnTest, title: "too many of them" },
  },
  {
    number: 802,
    name: "the documents about the API are made for each request",
    file: `${source}/api-docs.ts`,
    edits: [{ find: "made ??= documentsOf", replace: "made = documentsOf" }],
    caughtBy: { test: "examples/server/test/api-docs.test.ts", title: "makes the bytes" },
  },
  {
    number: 803,
    name: "caches may store the password of a new person",
    file: `${source}/admin-only.ts`,
    edits: [{ find: '"no-store"', replace: '"private"' }],
    caughtBy: { test: "examples/server/test/people.test.ts", title: "no cache stores" },
  },
  {
    number: 843,
    name: "an address that can't be decoded is an error of the server",
    file: `${source}/problems.ts`,
    edits: [{ find: "if (error instanceof URIError)", replace: "if (false)" }],
    caughtBy: {
      test: "examples/server/test/failures.test.ts",
      title: "answers an address that can't be decoded with 400",
    },
  },
  {
    number: 950,
    name: "the answer to a refresh comes again after the next token was used",
    file: `${source}/accounts/logins.ts`,
    edits: [{ find: "(hashOf(next))?.used !== 0", replace: "(hashOf(next)) === undefined" }],
    caughtBy: { test: loginTest, title: "repeats the answer to a refresh" },
  },
  {
    number: 951,
    name: "a token that was used gives a new one to somebody with another id",
    file: `${source}/accounts/logins.ts`,
    edits: [
      {
        find: 'createHmac("sha256", token).update(exchangeId)',
        replace: 'createHmac("sha256", token)',
      },
    ],
    caughtBy: { test: loginTest, title: "used a second time with" },
  },
];
