import type { Fault } from "./fault.ts";

/** Faults in what taskwire does with functions of the app. */
export const hostCodeFaults: readonly Fault[] = [
  {
    number: 930,
    name: "a condition of the app that has no answer in time is waited for again",
    file: "packages/core/src/engine/own-conditions.ts",
    edits: [{ find: "if (isLate) this.#late =", replace: "if (!isLate) this.#late =" }],
    caughtBy: {
      test: "packages/core/test/own-conditions.test.ts",
      title: "counts as not met after 5 s",
    },
  },
  {
    number: 931,
    name: "a condition of the app may change the records that it gets",
    file: "packages/core/src/engine/own-conditions.ts",
    edits: [{ find: "condition(deepFreeze(facts))", replace: "condition(facts)" }],
    caughtBy: {
      test: "packages/core/test/own-conditions.test.ts",
      title: "can't change the facts for the next condition",
    },
  },
  {
    number: 932,
    name: "an operation of the app may change the data of a cached record",
    file: "packages/core/src/engine/records/read-set.ts",
    edits: [{ find: "for (const name in fields) deepFreeze(fields[name]);", replace: "" }],
    caughtBy: {
      test: "packages/core/test/own-conditions.test.ts",
      title: "an operation can't change the data of a record in place",
    },
  },
  {
    number: 933,
    name: "a query of the app that never ends holds the queries of its person",
    file: "packages/core/src/session/budget/person-calls.ts",
    edits: [
      {
        find: "this.#budgets.query(payer, () => inTime(sharing, options))",
        replace:
          "this.#budgets.query(payer, () => this.#run(userId, operation, input, key, expected, sharing, options))",
      },
    ],
    caughtBy: {
      test: "packages/core/test/call-time.test.ts",
      title: "a query that never ends fails",
    },
  },
  {
    number: 934,
    name: "a large whole number in an input is rounded",
    file: "packages/core/src/engine/attempt.ts",
    edits: [{ find: "checkStorableInput(operation.name, given);", replace: "" }],
    caughtBy: {
      test: "packages/express-adapter/test/same-input.test.ts",
      title: "is refused in process, over WebSocket and over REST, instead of being rounded",
    },
  },
  {
    number: 935,
    name: "the input null counts as an input without fields",
    file: "packages/core/src/engine/attempt.ts",
    edits: [{ find: "input === undefined ? {} : input", replace: "input ?? {}" }],
    caughtBy: {
      test: "packages/express-adapter/test/same-input.test.ts",
      title: "is refused in process, over WebSocket and over REST",
    },
  },
  {
    number: 936,
    name: "a node that is closed while it opens closes its storage first",
    file: "packages/core/src/taskwire.ts",
    edits: [{ find: "await opening?.catch(() => {});", replace: "" }],
    caughtBy: {
      test: "packages/core/test/open-close.test.ts",
      title: "closed while it opens",
    },
  },
  {
    number: 937,
    name: "the presence of a topic that has none is loading for ever",
    file: "packages/client/src/presence/store.ts",
    edits: [{ find: "if (!/^(board|room):/.test(topic)) {", replace: "if (topic === null) {" }],
    caughtBy: { test: "test/wrong-ids.test.ts", title: "is gone instead of loading for ever" },
  },
  {
    number: 938,
    name: "the verdict says that everybody may take out the vote of another person",
    file: "packages/core/src/approvals/judge.ts",
    edits: [
      {
        find: 'needed === "task.withdraw" ? grantingWithdrawal(definitions) : definitions',
        replace: "grantingWithdrawal(definitions)",
      },
      {
        find: "if (!isStepAction(action, definitions))",
        replace: 'if (!isStepAction(action, definitions) || action === "vote.remove")',
      },
    ],
    caughtBy: {
      test: "packages/core/test/approvals/step-actions.test.ts",
      title: "give the same answer as each command on a step",
    },
  },
  {
    number: 939,
    name: "the verdict says that the requester may add a voter",
    file: "packages/core/src/approvals/step-actions.ts",
    edits: [
      {
        find: 'return [own, check("step", open.length > 0',
        replace: 'return [check("step", open.length > 0',
      },
    ],
    caughtBy: {
      test: "packages/core/test/approvals/step-actions.test.ts",
      title: "requesters add no voters to their own request",
    },
  },
  {
    number: 1440,
    name: "an error of the app's schema counts as a mistake of the caller",
    file: "packages/core/src/model/safe-parse.ts",
    edits: [
      {
        find: "if (!isMistakeOfCaller(error, value)) throw hostCodeError(error);",
        replace: "",
      },
    ],
    caughtBy: {
      test: "packages/core/test/host-data.test.ts",
      title: "an error that the app's schema throws",
    },
  },
  {
    number: 1442,
    name: "a record of the app can have an id that is no text",
    file: "packages/core/src/engine/records/writes.ts",
    edits: [{ find: "if (isOwn && !drop) checkId(table, record);", replace: "" }],
    caughtBy: {
      test: "packages/core/test/own-values.test.ts",
      title: "a record of the app's own can't have",
    },
  },
  {
    number: 1443,
    name: "a collection is accepted that PostgreSQL has no table for",
    file: "packages/core/src/options/check-collections.ts",
    edits: [{ find: "if (systemColumns.includes(field.toLowerCase()))", replace: "if (false)" }],
    caughtBy: {
      test: "packages/core/test/misuse.test.ts",
      title: "is refused before anything is done, with the cure",
    },
  },
  {
    number: 1400,
    name: "a caller's JSON passes for a reference to a record in a repeated answer",
    file: "packages/core/src/engine/records/kept-result.ts",
    edits: [{ find: "name.startsWith(mark) ? mark + name : name", replace: "name" }],
    caughtBy: {
      test: "packages/core/test/kept-answers.test.ts",
      title: "a repeated answer never reads a record for a value",
    },
  },
  {
    number: 1401,
    name: "an input may have NUL characters and halves of characters",
    file: "packages/core/src/model/check-storable.ts",
    edits: [
      { find: 'if (typeof value === "string") return problemOf(textProblem(value));', replace: "" },
    ],
    caughtBy: {
      test: "packages/express-adapter/test/same-input.test.ts",
      title: "half a character is refused in process, over WebSocket and over REST",
    },
  },
  {
    number: 1402,
    name: "a field with the name __proto__ is silently lost",
    file: "packages/core/src/model/check-storable.ts",
    edits: [{ find: 'name === "__proto__"', replace: 'name === ""' }],
    caughtBy: {
      test: "packages/express-adapter/test/same-input.test.ts",
      title: "a field with the name __proto__ is refused on every road",
    },
  },
  {
    number: 1403,
    name: "a record of the app's own is stored with values that are read as others",
    file: "packages/core/src/engine/records/writes.ts",
    edits: [{ find: "if (isOwn) checkStorable(stored, maxStoredLevels);", replace: "" }],
    caughtBy: {
      test: "packages/core/test/own-values.test.ts",
      title: "a record of the app's own can't have",
    },
  },
  {
    number: 1404,
    name: "an event of the app's own is stored with values that are read as others",
    file: "packages/core/src/engine/records/event-body.ts",
    edits: [{ find: "checkStorable(JSON.parse(text), maxStoredLevels);", replace: "" }],
    caughtBy: {
      test: "packages/core/test/own-values.test.ts",
      title: "an event of the app's own can't have",
    },
  },
];
