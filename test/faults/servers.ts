import type { Fault } from "./fault.ts";

const postgres = "packages/postgres-storage/src";
const redis = "packages/redis-transport/src";
const pgContract = "packages/postgres-storage/test/postgres-storage.test.ts";
const pgWriting = "packages/postgres-storage/test/writing.test.ts";
const redisFailures = "packages/redis-transport/test/failures.test.ts";

/** Faults in the adapters of PostgreSQL and Redis. */
export const serverFaults: readonly Fault[] = [
  {
    number: 87,
    name: "all commits of a batch are checked against the state before the batch",
    file: `${postgres}/wave-planner.ts`,
    edits: [
      {
        find: "wave = Math.max(wave, this.#firstWaveAfter.get(used) ?? 0);",
        replace: "wave = Math.max(wave, this.#firstWaveAfter.get(used) ?? 0) * 0;",
      },
    ],
    caughtBy: { test: pgContract },
  },
  {
    number: 88,
    name: "one bad commit fails its whole batch",
    file: `${postgres}/writer.ts`,
    edits: [
      {
        find: "else return this.#commitHalves(commits, deadline);",
        replace: "else return commits.map(() => ({ error: errorOf(error) }));",
      },
    ],
    caughtBy: { test: pgWriting, title: "text that PostgreSQL" },
  },
  {
    number: 89,
    name: "records that a commit of a batch only reads are not locked",
    file: `${postgres}/lock-sql.ts`,
    edits: [{ find: '"read", "FOR SHARE")', replace: '"read", "")' }],
    caughtBy: { test: pgWriting },
  },
  {
    number: 90,
    name: "a PostgreSQL server that can lose commits is accepted",
    file: `${postgres}/check-server.ts`,
    edits: [
      {
        find: 'if (settings[name] !== "off") continue;',
        replace: 'if (settings[name] !== "of") continue;',
      },
    ],
    caughtBy: { test: "test/postgres.test.ts", title: "a server that could lose" },
  },
  {
    number: 1376,
    name: "a `pg` that is set to binary results is not refused",
    file: `${postgres}/check-server.ts`,
    edits: [
      { find: 'if (typeof settings.version !== "string")', replace: "if (!settings.version)" },
    ],
    caughtBy: {
      test: "packages/postgres-storage/test/hostile-schema.test.ts",
      title: "reads binary values is told",
    },
  },
  {
    number: 1280,
    name: "while Redis is unreachable, only the first reason is reported",
    file: `${redis}/redis-transport.ts`,
    edits: [
      {
        find: 'if (reported === "down" && isAnswer(error) && isNew) reportDown();',
        replace: "",
      },
    ],
    caughtBy: { test: redisFailures, title: "is named if Redis could not be reached before" },
  },
  {
    number: 1374,
    name: "reasons with other words each time are all remembered and reported while Redis is unreachable",
    file: `${redis}/redis-transport.ts`,
    edits: [{ find: "reasons.size < maxReasons && ", replace: "" }],
    caughtBy: { test: redisFailures, title: "only the first of them are reported" },
  },
  {
    number: 1375,
    name: "the failure of a connection hides why Redis ended it",
    file: `${redis}/redis-transport.ts`,
    edits: [
      {
        find: "if (!lastProblem || isAnswer(error) || !isAnswer(lastProblem)) lastProblem",
        replace: "lastProblem",
      },
    ],
    caughtBy: { test: redisFailures, title: "has no room for another client" },
  },
  {
    number: 91,
    name: "subscribers are not told that messages may have been lost while Redis was away",
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
    name: "a connection to Redis that was cut off silently is kept",
    file: `${redis}/server-connections.ts`,
    edits: [
      {
        find: "if (this.#missing >= maxMissingBeats) {",
        replace: "if (this.#missing >= maxMissingBeats * 1e6) {",
      },
    ],
    caughtBy: { test: "test/redis.test.ts", title: "a connection to Redis" },
  },
  {
    number: 93,
    name: "after a reconnect only new channels are subscribed",
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
