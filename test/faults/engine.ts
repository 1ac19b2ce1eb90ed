import type { Fault } from "./fault.ts";

const engine = "packages/core/src/engine";
const operations = "packages/core/src/operations";
const races = "packages/core/test/engine-races.test.ts";
const taskCache = "packages/core/test/task-cache.test.ts";
const overtaken = "packages/core/test/overtaken-queries.test.ts";

/** Faults in the engine: how a command reads, decides and commits. */
export const engineFaults: readonly Fault[] = [
  {
    number: 150,
    name: "callers get the words of the database driver",
    file: "packages/core/src/storage/storage-error.ts",
    edits: [{ find: "throw new StorageError(error);", replace: "throw error;" }],
    caughtBy: {
      test: "packages/core/test/storage-errors.test.ts",
      title: "and callers without its words",
    },
  },
  {
    number: 2,
    name: "a command is acknowledged before it is committed",
    file: `${engine}/execute.ts`,
    edits: [
      {
        find: "const outcome = await parts.storage.commit(commit);",
        replace: `void parts.storage.commit(commit).catch(() => {});
      const outcome = { status: "committed" as const, numbers: commit.events.map(() => 1) };`,
      },
    ],
    caughtBy: { seeds: 20 },
  },
  {
    number: 3,
    name: "a hint is published before the commit",
    file: `${engine}/execute.ts`,
    edits: [
      {
        find: "const outcome = await parts.storage.commit(commit);",
        replace: `const heads = await parts.storage.heads(commit.events.map(({ topic }) => topic));
      parts.committed(commit.events.map((event, i) => ({ ...event, number: (heads[i]?.number ?? 0) + 1 })));
      const outcome = await parts.storage.commit(commit);`,
      },
    ],
    caughtBy: { seeds: 50 },
  },
  {
    number: 4,
    name: "each retry counts as a new idempotency key",
    file: `${engine}/execute.ts`,
    edits: [
      { find: "key: givenKey ?? parts.runtime.id() }", replace: "key: parts.runtime.id() }" },
      { find: "givenKey === undefined ? undefined : key", replace: "undefined" },
    ],
    caughtBy: { seeds: 50 },
  },
  {
    number: 5,
    name: "all users share one set of idempotency keys",
    file: `${engine}/execute.ts`,
    edits: [{ find: "{ actor: userId, key: givenKey", replace: '{ actor: "all", key: givenKey' }],
    caughtBy: { test: races, title: "the key of another person" },
  },
  {
    number: 18,
    name: "a commit does not check the records that its decision was based on",
    file: `${engine}/commit.ts`,
    edits: [{ find: "reads: context.reads,", replace: "reads: []," }],
    caughtBy: { seeds: 200 },
  },
  {
    number: 25,
    name: "a commit does not check the membership: a user removed meanwhile still acts",
    file: `${engine}/commit.ts`,
    edits: [
      {
        find: "reads: context.reads,",
        replace: `reads: context.reads.filter(({ collection }) => !["members", "boards", "users"].includes(collection)),`,
      },
    ],
    caughtBy: { seeds: 1_000 },
  },
  {
    number: 41,
    name: "a retried command keeps the events of its first attempt",
    file: `${engine}/execute.ts`,
    edits: [
      {
        find: "for (let attempt = 1; ; attempt++) {",
        replace:
          "let kept: ReturnType<typeof contextFor> | undefined;\n  for (let attempt = 1; ; attempt++) {",
      },
      {
        find: "const context = contextFor(userId, parts, reading, options);",
        replace: "const context = (kept ??= contextFor(userId, parts, reading));",
      },
    ],
    caughtBy: { seeds: 200 },
  },
  {
    number: 42,
    name: "a command is refused from the cache without reading again",
    file: `${engine}/execute.ts`,
    edits: [
      {
        find: "if (cached) continue;\n        const first",
        replace: "if (cached) throw error;\n        const first",
      },
    ],
    caughtBy: { test: "packages/core/test/recall.test.ts" },
  },
  {
    number: 43,
    name: "the cache applies the node's own change on top of another node's",
    file: `${engine}/records/record-cache.ts`,
    edits: [
      {
        find: "before.version === versionRead(write, reads)",
        replace: "before.version > 0",
      },
    ],
    caughtBy: { seeds: 4_000 },
  },
  {
    number: 111,
    name: "an overlapping read replaces the version that the operation decided by",
    file: `${engine}/records/read-set.ts`,
    edits: [{ find: "if (record && !this.has(ref)) this", replace: "if (record) this" }],
    caughtBy: {
      test: "packages/core/test/operation-context.test.ts",
      title: "overlapping reads of one record",
    },
  },
  {
    number: 44,
    name: "a query does not check again that its caller may still read",
    file: `${engine}/execute.ts`,
    edits: [{ find: "if (await areCurrent(target, parts.storage)) return", replace: "return" }],
    caughtBy: { test: "packages/core/test/revocation.test.ts" },
  },
  {
    number: 98,
    name: "a query checks the board or room again, but not the caller: a room that was left is still listed",
    file: `${engine}/execute.ts`,
    edits: [
      {
        find: 'operation.kind === "query" ? context.reads : [];',
        replace: `operation.kind === "query" ? context.reads.filter(({ collection }) => collection !== "users") : [];`,
      },
    ],
    caughtBy: { test: overtaken, title: "rooms.list" },
  },
  {
    number: 99,
    name: "a preview does not check again the records that it was based on",
    file: `${engine}/preview.ts`,
    edits: [
      {
        find: "if (await areCurrent(reads, parts.storage)) return notified;",
        replace: "if (reads) return notified;",
      },
    ],
    caughtBy: { test: overtaken, title: "notifications.preview reveals nothing of a task" },
  },
  {
    number: 101,
    name: "a refusal is reported even if the records that it was based on have changed",
    file: `${engine}/retry.ts`,
    edits: [
      {
        find: "if (changed.length === 0) throw error;",
        replace: "if (changed) throw error;",
      },
    ],
    caughtBy: { test: overtaken, title: "a refusal reveals nothing" },
  },
  {
    number: 45,
    name: "a repeated command is checked before its key is looked up",
    file: `${engine}/execute.ts`,
    edits: [
      {
        find: "if (repeated) return repeatOf(repeated);",
        replace:
          "if (repeated) {\n        await decideOn(operation, input, context, parts);\n        return repeatOf(repeated);\n      }",
      },
    ],
    caughtBy: { test: races, title: "a repeated approval" },
  },
  {
    number: 15,
    name: "a board's cursor is read after the board",
    file: `${operations}/boards/boards.ts`,
    edits: [
      {
        find: "const cursor = await context.cursor(boardTopic(boardId));",
        replace: 'const cursor = "";',
      },
      {
        find: 'if (context.access !== "all") return { ...own, ...(await lists()) };',
        replace:
          "if (own) return { ...own, ...(await lists()), cursor: await context.cursor(boardTopic(boardId)) };",
      },
    ],
    caughtBy: { seeds: 1_000 },
  },
  {
    number: 27,
    name: "users can approve their own requests",
    file: "packages/core/src/authorize/rules.ts",
    edits: [
      {
        find: "if (excludesRequester(data, workflow)) {",
        replace: "if (excludesRequester(data, workflow) && !facts) {",
      },
    ],
    caughtBy: { seeds: 50 },
  },
  {
    number: 46,
    name: "the last subtask does not complete its task",
    file: `${operations}/tasks/subtask-change.ts`,
    edits: [{ find: "counted.done === counted.total", replace: "counted.done > counted.total" }],
    caughtBy: { seeds: 600 },
  },
  {
    number: 47,
    name: "a user removed from a board stays in its rooms",
    file: `${operations}/boards/members.ts`,
    edits: [{ find: "await removeFromRooms(context, member);", replace: "" }],
    caughtBy: { seeds: 50 },
  },
  {
    number: 48,
    name: "a user who comes to see a task gets only a part of it",
    file: `${operations}/tasks/task-change.ts`,
    edits: [
      {
        find: "hasNewcomers && i === 0 &&",
        replace: "hasNewcomers && i === 1 &&",
      },
    ],
    caughtBy: { seeds: 300 },
  },
  {
    number: 102,
    name: "an event can carry a subtask that is newer than its task",
    file: `${operations}/tasks/task-change.ts`,
    edits: [{ find: "withTask || i === events.length - 1", replace: "withTask" }],
    caughtBy: { seeds: 50 },
  },
  {
    number: 103,
    name: "an event says that it wrote the records that it deleted",
    file: `${engine}/records/event-body.ts`,
    edits: [
      {
        find: "collectionsText(kind, event)",
        replace: 'collectionsText(kind === "drop" ? "put" : kind, event)',
      },
    ],
    caughtBy: {
      test: "packages/core/test/event-records.test.ts",
      title: "a removed member is dropped",
    },
  },
  {
    number: 49,
    name: "a user who no longer sees a task is not told",
    file: `${operations}/tasks/task-change.ts`,
    edits: [
      {
        find: "{ before: involvedBefore, after: task.involved }",
        replace: "{ before: [], after: task.involved }",
      },
    ],
    caughtBy: { seeds: 1_000 },
  },
  {
    number: 40,
    name: "a deleted text stays in the log",
    file: "packages/core/src/storage/memory.ts",
    edits: [{ find: "logs.get(topic)?.redact(subject, keep);", replace: "logs.get(topic);" }],
    caughtBy: { seeds: 300 },
  },
  {
    number: 106,
    name: "an object with toJSON is stored by its fields",
    file: `packages/core/src/model/canonical-json.ts`,
    edits: [{ find: 'if (typeof toJSON === "function") {', replace: "if (toJSON === 0) {" }],
    caughtBy: { test: races, title: "data is the same in the answer" },
  },
  {
    number: 107,
    name: "a record is used as its schema returned it, and not as JSON stores it",
    file: `${engine}/records/writes.ts`,
    edits: [{ find: "JSON.parse(canonicalJson(value)) : value", replace: "value : value" }],
    caughtBy: { test: races, title: "a record of the app's own is the same" },
  },
  {
    number: 108,
    name: "numbers that JSON has rounded are kept as data",
    file: `packages/core/src/model/check-storable.ts`,
    edits: [{ find: "!Number.isSafeInteger(value)", replace: "!Number.isFinite(value)" }],
    caughtBy: { test: races, title: "a whole number that JSON may have rounded" },
  },
  {
    number: 109,
    name: "times are kept as they are sent, with any number of digits",
    file: `packages/core/src/model/id.ts`,
    edits: [
      {
        find: "Number.isNaN(time) ? text : new Date(time).toISOString()",
        replace: "String(time) && text",
      },
    ],
    caughtBy: {
      test: "packages/core/test/input-times.test.ts",
      title: "stored and read in one form",
    },
  },
  {
    number: 110,
    name: "a lone combining mark counts as a visible character",
    file: `packages/core/src/model/readable.ts`,
    edits: [{ find: "\\p{M}", replace: "" }],
    caughtBy: { test: "packages/core/test/input-text.test.ts", title: "a lone Thai mark" },
  },
  {
    number: 115,
    name: "a repeat is answered to a person whose account was disabled",
    file: `${engine}/repeat.ts`,
    edits: [{ find: "    checkAccount(context);\n", replace: "" }],
    caughtBy: { test: races, title: "a repeat of a person whose account was disabled" },
  },
  {
    number: 116,
    name: "a key keeps the texts of its command's result",
    file: `${engine}/records/kept-result.ts`,
    edits: [{ find: "const ref = refOf(record);", replace: "const ref = refOf({});" }],
    caughtBy: { test: races, title: "a repeat after a deletion gets what is left" },
  },
  {
    number: 120,
    name: "the position of one list is accepted by every other list",
    file: `${engine}/operation/page-token.ts`,
    edits: [{ find: "scope === scopeOf(list)", replace: "scope !== undefined" }],
    caughtBy: { test: races, title: "the position after a page is accepted only" },
  },
  {
    number: 121,
    name: "a page of tasks may have more entries than its limit",
    file: `${operations}/tasks/task-lists.ts`,
    edits: [
      { find: "if (found.tasks.length === limit)", replace: "if (found.tasks.length === 1e9)" },
    ],
    caughtBy: { test: races, title: "a page has never more entries" },
  },
  {
    number: 129,
    name: "an edit that changes nothing emits an event",
    file: `${operations}/tasks/tasks.ts`,
    edits: [{ find: "if (isSameJson(task, before))", replace: "if (!task)" }],
    caughtBy: {
      test: "packages/core/test/unchanged.test.ts",
      title: "with what is so already changes nothing",
    },
  },
  {
    number: 135,
    name: "If-Match is read and not checked",
    file: `${engine}/expected-version.ts`,
    edits: [{ find: "expected.includes(record.version)", replace: "expected.length > 0" }],
    caughtBy: {
      test: "packages/express-adapter/test/versions.test.ts",
      title: "tasks.edit is done if the record has the version",
    },
  },
  {
    number: 138,
    name: "the cached subtasks of a task count for every version of it",
    file: `${engine}/records/task-cache.ts`,
    edits: [{ find: "parts?.version === version ? parts", replace: "parts ? parts" }],
    caughtBy: { test: taskCache, title: "a subtask that another node made" },
  },
  {
    number: 139,
    name: "a command that notifies of a task without changing it doesn't touch the task's guard",
    file: `${engine}/notify/notify.ts`,
    edits: [{ find: "if (elsewhere.length > 0)", replace: "if (elsewhere.length < 0)" }],
    caughtBy: { test: taskCache, title: "notifications that an operation of the app" },
  },
  {
    number: 140,
    name: "a commit that notifies of a new task leaves it marked as unnotified",
    file: `${engine}/records/task-cache.ts`,
    edits: [
      { find: "changedTold(before.told, told?.get(id), reads, numbers)", replace: "before.told" },
    ],
    caughtBy: { test: "packages/core/test/notifications/asks.test.ts" },
  },
  {
    number: 1320,
    name: "a notification that another node has changed stays in the cache of this node",
    file: `${engine}/records/told-of-task.ts`,
    edits: [{ find: "earlier?.version !== versionRead(write, reads)", replace: "!earlier" }],
    caughtBy: { test: taskCache, title: "notifications are unknown if another node" },
  },
  {
    number: 1321,
    name: "a cached notification that a person has marked is still the old one",
    file: `${engine}/records/task-cache.ts`,
    edits: [{ find: "of told ?? []", replace: "of new Map<string, []>()" }],
    caughtBy: {
      test: taskCache,
      title: "a notification that its person marked as read on this node",
    },
  },
  {
    number: 1372,
    name: "a notification that another node has changed makes each later command conflict",
    file: `${engine}/execute.ts`,
    edits: [
      {
        find: "if (isFirst) await parts.taskCache.readToldAgain(commit.reads, parts.storage);",
        replace: "",
      },
    ],
    caughtBy: { test: taskCache, title: "costs one command a conflict" },
  },
  {
    number: 602,
    name: "the first record is lost when a map of records grows",
    file: `${engine}/records/ref-map.ts`,
    edits: [{ find: "id, value } of list) this", replace: "id, value } of list.slice(1)) this" }],
    caughtBy: {
      test: "packages/core/test/ref-map.test.ts",
      title: "with few entries and with many",
    },
  },
];
