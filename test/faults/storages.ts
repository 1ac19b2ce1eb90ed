import type { Fault } from "./fault.ts";

const memory = "packages/core/src/storage";
const sqlite = "packages/sqlite-storage/src";
const contract = "packages/sqlite-storage/test/sqlite-storage.test.ts";
const erasure = "packages/sqlite-storage/test/erasure.test.ts";
const writing = "packages/sqlite-storage/test/writing.test.ts";
const mainThread = "packages/sqlite-storage/test/main-thread.test.ts";

/** Faults in the storages. */
export const storageFaults: readonly Fault[] = [
  {
    number: 910,
    name: "SQLite looks for any record in a partial index",
    file: `${sqlite}/table-reader.ts`,
    edits: [{ find: ", ...conditionOf(this.#collection, index)]", replace: "]" }],
    caughtBy: { test: contract, title: "a partial index finds only its records" },
  },
  {
    number: 911,
    name: "memory looks for any record in a partial index",
    file: `${memory}/memory-table.ts`,
    edits: [{ find: "if (only && ", replace: "if (only && false && " }],
    caughtBy: {
      test: "packages/core/test/memory-storage.test.ts",
      title: "a partial index finds only its records",
    },
  },
  {
    number: 912,
    name: "PostgreSQL looks for any record in a partial index",
    file: "packages/postgres-storage/src/list.ts",
    edits: [
      {
        find: 'return [...same, ...conditionOf(this.#collection, index, "t.")];',
        replace: "return same;",
      },
    ],
    caughtBy: {
      test: "packages/postgres-storage/test/postgres-storage.test.ts",
      title: "a partial index finds only its records",
    },
  },
  {
    number: 913,
    name: "an index of a new declaration keeps an older condition",
    file: "packages/core/src/storage/declaration.ts",
    edits: [{ find: "([index]) => !Object.hasOwn(after.indexes, index)", replace: "() => true" }],
    caughtBy: { test: "packages/core/test/declaration.test.ts", title: "merged declarations" },
  },
  {
    number: 914,
    name: "the writer's thread takes a value of another write",
    file: `${sqlite}/packed-jobs.ts`,
    edits: [{ find: "last.values[i] = value;", replace: "void value;" }],
    caughtBy: {
      test: "packages/sqlite-storage/test/packed-jobs.test.ts",
      title: "jobs arrive in the writer's thread as they were",
    },
  },
  {
    number: 915,
    name: "a write gets the field names of the write before it, although it has other fields",
    file: `${sqlite}/packed-jobs.ts`,
    edits: [{ find: "if (name !== names[i++]) return false;", replace: "void names[i++];" }],
    caughtBy: {
      test: "packages/sqlite-storage/test/packed-jobs.test.ts",
      title: "jobs arrive in the writer's thread as they were",
    },
  },
  {
    number: 916,
    name: "the main thread leaves an approval to the writer's thread",
    file: `${sqlite}/quick-commits.ts`,
    edits: [{ find: "export const maxRows = 64;", replace: "export const maxRows = 32;" }],
    caughtBy: { test: mainThread, title: "write an approval that ten people could give" },
  },
  {
    number: 917,
    name: "a held frame leaves before the count that follows it",
    file: "packages/ws-adapter/src/corked-sockets.ts",
    edits: [
      { find: "queueMicrotask(this.#endAfterPromises)", replace: "process.nextTick(this.#end)" },
    ],
    caughtBy: {
      test: "packages/ws-adapter/test/wire.test.ts",
      title: "a frame is sent together with the frame that follows it",
    },
  },
  {
    number: 918,
    name: "a count says that it includes an event that it may not include",
    file: "packages/core/src/session/account.ts",
    edits: [
      {
        find: "return this.#feed.position.number;",
        replace: "return this.#feed.position.number + 1;",
      },
    ],
    caughtBy: {
      test: "packages/core/test/frames-together.test.ts",
      title: "the events of an inbox are sent together with its count",
    },
  },
  {
    number: 919,
    name: "an inbox sends its events before its count",
    file: "packages/core/src/session/feed/feed.ts",
    edits: [{ find: " || this.isOfPerson", replace: "" }],
    caughtBy: {
      test: "packages/core/test/frames-together.test.ts",
      title: "the events of an inbox are sent together with its count",
    },
  },
  {
    number: 151,
    name: "the commit procedure searches functions where the app does",
    file: "packages/postgres-storage/src/commit-procedure.ts",
    edits: [{ find: "(searchPath)}, true)", replace: "('public, pg_catalog')}, true)" }],
    caughtBy: {
      test: "packages/postgres-storage/test/hostile-schema.test.ts",
      title: "are never called, in any statement of the storage",
    },
  },
  {
    number: 152,
    name: "a Redis user without a right counts as a dead connection",
    file: "packages/redis-transport/src/server-connections.ts",
    edits: [{ find: "if (!isCarried) this.#missing = 0;", replace: "void isCarried;" }],
    caughtBy: {
      test: "packages/redis-transport/test/failures.test.ts",
      title: "is down for that reason until it is granted",
    },
  },
  {
    number: 1,
    name: "event numbers come from one series for all topics",
    file: `${sqlite}/log-writer.ts`,
    edits: [
      {
        find: "    head.number++;",
        replace: "    for (const other of this.#heads.values()) other.number = head.number + 1;",
      },
    ],
    caughtBy: { test: contract },
  },
  {
    number: 6,
    name: "an idempotency key is stored a moment after its command",
    file: `${memory}/memory.ts`,
    edits: [
      {
        find: "if (key) keys.set(keyOf(key),",
        replace: "if (key) setImmediate(() => keys.set(keyOf(key),",
      },
      {
        find: "numbers, at: key.at });\n    return",
        replace: "numbers, at: key.at }));\n    return",
      },
    ],
    caughtBy: { seeds: 500 },
  },
  {
    number: 11,
    name: "a page begins one event too early",
    file: `${memory}/memory-log.ts`,
    edits: [{ find: "number > from.number)", replace: "number >= from.number)" }],
    caughtBy: { seeds: 50 },
  },
  {
    number: 50,
    name: "a page begins one event too late",
    file: `${memory}/memory-log.ts`,
    edits: [{ find: "number > from.number)", replace: "number > from.number + 1)" }],
    caughtBy: { seeds: 50 },
  },
  {
    number: 12,
    name: "a cursor of another log is accepted",
    file: `${memory}/memory-log.ts`,
    edits: [{ find: "?.id === id;", replace: '!== undefined || id !== "";' }],
    caughtBy: { seeds: 3_000 },
  },
  {
    number: 37,
    name: "trimmed events count as read",
    file: `${memory}/memory-log.ts`,
    edits: [
      {
        find: "if (number === this.#floor.number) return id === this.#floor.id;",
        replace: "if (number <= this.#floor.number) return true;",
      },
    ],
    caughtBy: { test: "packages/core/test/memory-storage.test.ts" },
  },
  {
    number: 51,
    name: "a commit does not check the versions that it read",
    file: `${sqlite}/transaction.ts`,
    edits: [
      {
        find: '.state(id).version !== version) return { status: "conflict" };',
        replace: '.state(id).version < 0) return { status: "conflict" };',
      },
    ],
    caughtBy: { test: contract },
  },
  {
    number: 52,
    name: "the key is not written together with its command",
    file: `${sqlite}/transaction.ts`,
    edits: [{ find: "if (key) this.#keys.insert(key, result, numbers);", replace: "" }],
    caughtBy: { test: contract },
  },
  {
    number: 53,
    name: "a commit is answered before its transaction ends",
    file: `${sqlite}/transaction.ts`,
    edits: [
      {
        find: "this.#end.run();\n      return replies;",
        replace: "setTimeout(() => this.#end.run(), 20);\n      return replies;",
      },
    ],
    caughtBy: { test: contract },
  },
  {
    number: 32,
    name: "SQLite commits without an fsync",
    file: `${sqlite}/connection.ts`,
    edits: [{ find: "PRAGMA synchronous = FULL", replace: "PRAGMA synchronous = NORMAL" }],
    caughtBy: { test: contract },
  },
  {
    number: 23,
    name: "a commit whose outcome is unknown is reported as failed",
    file: `${sqlite}/failure.ts`,
    edits: [{ find: 'code: "unknown_outcome",', replace: 'code: "unavailable",' }],
    caughtBy: { test: writing, title: "an error of COMMIT is unknown" },
  },
  {
    number: 54,
    name: "closing does not wait for running commits",
    file: `${sqlite}/writer-thread.ts`,
    edits: [
      {
        find: "if (this.#waiting.length > 0 || this.#inFlight.length > 0) {",
        replace: 'if (this.#endReason === "") {',
      },
    ],
    caughtBy: { test: writing, title: "closing twice" },
  },
  {
    number: 1485,
    name: "the thread waits for new commits until the replies of both batches are handled",
    file: `${sqlite}/writer-thread.ts`,
    edits: [{ find: "if (this.#inFlight.length > 0) this.#flushAfterReplies();", replace: "" }],
    caughtBy: { test: writing, title: "the thread writes the next batch while" },
  },
  {
    number: 95,
    name: "a copy loses the trim position of a topic",
    file: `${sqlite}/load.ts`,
    edits: [
      {
        find: "this.#topic.run(topic, floor.number, floor.id)",
        replace: 'this.#topic.run(topic, 0, "")',
      },
    ],
    caughtBy: { test: "test/copy.test.ts", title: "each cursor into" },
  },
  {
    number: 96,
    name: "a copy is committed before all of it was read",
    file: `${sqlite}/load.ts`,
    edits: [
      {
        find: 'if (part.kind === "end") return commit();',
        replace: 'if (part.kind === "keys") return commit();',
      },
    ],
    caughtBy: { test: "test/copy.test.ts", title: "a copy that fails in the middle" },
  },
  {
    number: 124,
    name: "SQLite leaves deleted text in free pages",
    file: `${sqlite}/connection.ts`,
    edits: [
      { find: "PRAGMA secure_delete = ON;", replace: "PRAGMA secure_delete = OFF;" },
      { find: 'checkPragma(db, "secure_delete", 1);', replace: "" },
    ],
    caughtBy: { test: erasure, title: "text that was removed from the log is in no file" },
  },
  {
    number: 125,
    name: "deleted text stays in the WAL",
    file: `${sqlite}/writer.ts`,
    edits: [{ find: "    transactions.emptyWal();\n", replace: "" }],
    caughtBy: { test: erasure, title: "text that was removed from the log is in no file" },
  },
  {
    number: 126,
    name: "others can read a new database",
    file: `${sqlite}/private-file.ts`,
    edits: [{ find: "fchmodSync(file, 0o600)", replace: "fchmodSync(file, 0o644)" }],
    caughtBy: { test: erasure, title: "can be read by their owner only" },
  },
  {
    number: 430,
    name: "the main thread commits although the disk is slow",
    file: `${sqlite}/quick-commits.ts`,
    edits: [
      {
        find: "else if (ms >= slowMs)",
        replace: "else if (ms < 0)",
      },
    ],
    caughtBy: { test: mainThread, title: "end with the first one that is not" },
  },
  {
    number: 1492,
    name: "a commit that tells many people counts as slow on a busy machine",
    file: `${sqlite}/quick-commits.ts`,
    edits: [{ find: " + Math.min(sizeOf(job).rows, maxRows) * maxMsOfRow", replace: "" }],
    caughtBy: { test: mainThread, title: "end with the first one that is not" },
  },
  {
    number: 431,
    name: "a commit in the main thread overtakes those that the other thread has",
    file: `${sqlite}/writer-thread.ts`,
    edits: [
      {
        find: "if (this.#waiting.length === 1 && this.#inFlight.length === 0) this.#runInMainThread();",
        replace: "if (this.#waiting.length === 1) this.#runInMainThread();",
      },
    ],
    caughtBy: { test: mainThread, title: "never overtake commits" },
  },
  {
    number: 432,
    name: "the main thread waits for the lock of another process",
    file: `${sqlite}/main-thread-writer.ts`,
    edits: [{ find: '"PRAGMA busy_timeout = 0"', replace: '"PRAGMA busy_timeout"' }],
    caughtBy: { test: mainThread, title: "never wait for another process" },
  },
  {
    number: 433,
    name: "nobody moves the WAL into the database while the main thread commits",
    file: `${sqlite}/main-thread-writer.ts`,
    edits: [{ find: " || this.#pages + pages > maxPagesInRow", replace: "" }],
    caughtBy: { test: mainThread, title: "leave one in some hundreds" },
  },
  {
    number: 434,
    name: "the main thread keeps versions that the other thread has changed",
    file: `${sqlite}/transaction.ts`,
    edits: [
      {
        find: "if (dataVersion !== this.#dataVersion || cache.cachedCount > maxCached) cache.clearCache();",
        replace: "if (cache.cachedCount > maxCached) cache.clearCache();",
      },
    ],
    caughtBy: { test: mainThread, title: "see what the other thread" },
  },
  {
    number: 435,
    name: "a deletion in the main thread stays in the WAL",
    file: `${sqlite}/main-thread-writer.ts`,
    edits: [{ find: '"trim" in job || job.redact', replace: '"trim" in job' }],
    caughtBy: { test: mainThread, title: "leave large commits and deletions" },
  },
  {
    number: 436,
    name: "an SQLite that is too old writes from two connections",
    file: `${sqlite}/sqlite-storage.ts`,
    edits: [{ find: "mayWrite = isSafeToShare(version)", replace: 'mayWrite = version !== ""' }],
    caughtBy: { test: mainThread, title: "may lose pages" },
  },
];
