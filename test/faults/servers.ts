import type { Fault } from "./fault.ts";

const postgres = "packages/postgres-storage/src";
const redis = "packages/redis-transport/src";
const pgContract = "packages/postgres-storage/test/postgres-storage.test.ts";
const pgWriting = "packages/postgres-storage/test/writing.test.ts";
const redisFailures = "packages/redis-transport/test/failures.test.ts";

/** In the adapters of PostgreSQL and Redis. */
export const serverFaults: readonly Fault[] = [
  {
    number: 87,
    name: "commits of one batch are all judged on the state before it",
    file: `${postgres}/batch.ts`,
    edits: [
      {
        find: "wave = Math.max(wave, this.#after.get(place) ?? 0);",
        replace: "wave = Math.max(wave, this.#after.get(place) ?? 0) * 0;",
      },
    ],
    caughtBy: { test: pgContract },
  },
  {
    number: 88,
    name: "a batch with one bad commit fails all of them",
    file: `${postgres}/writer.ts`,
    edits: [
      {
        find: "else return this.#apart(batch, until);",
        replace: "else return batch.map(() => ({ error: errorOf(error) }));",
      },
    ],
    caughtBy: { test: pgWriting, title: "text that PostgreSQL" },
  },
  {
    number: 89,
    name: "the records that a commit of a batch rests on aren't locked",
    file: `${postgres}/commit-procedure.ts`,
    edits: [{ find: '"read", "FOR SHARE")', replace: '"read", "")' }],
    caughtBy: { test: pgWriting },
  },
  {
    number: 90,
    name: "a PostgreSQL that may lose what it acknowledged is taken as it is",
    file: `${postgres}/durability.ts`,
    edits: [
      {
        find: 'if (settings[name] !== "off") continue;',
        replace: 'if (settings[name] !== "of") continue;',
      },
    ],
    caughtBy: { test: "test/postgres.test.ts", title: "a server that could lose" },
  },
  {
    number: 91,
    name: "nobody is told that messages may have been missed while Redis was away",
    file: `${redis}/channel.ts`,
    edits: [
      {
        find: 'this.#hasMissed = false;\n    this.deliver("");',
        replace: "this.#hasMissed = false;",
      },
    ],
    caughtBy: { test: redisFailures },
  },
  {
    number: 92,
    name: "a line to Redis that was cut without a word is kept",
    file: `${redis}/link.ts`,
    edits: [
      {
        find: "if (this.#missing >= missingBeats) {",
        replace: "if (this.#missing >= missingBeats * 1e6) {",
      },
    ],
    caughtBy: { test: "test/redis.test.ts", title: "a connection to Redis" },
  },
  {
    number: 93,
    name: "after a reconnect only new channels are listened to",
    file: `${redis}/subscriber.ts`,
    edits: [
      {
        find: "this.#subscribe([...this.#channels.keys()]);",
        replace: "this.#subscribe([...this.#touched]);",
      },
    ],
    caughtBy: { test: redisFailures },
  },
];
