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
        find: "this.#budgets.query(userId, () => inTime(charging, options))",
        replace:
          "this.#budgets.query(userId, () => this.#run(userId, operation, input, key, expected, charging, options))",
      },
    ],
    caughtBy: {
      test: "packages/core/test/call-time.test.ts",
      title: "a query that never ends fails",
    },
  },
];
