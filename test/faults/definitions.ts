import type { Fault } from "./fault.ts";

/** Faults in the checks of what an app defines, and of the ids that it asks for. */
export const definitionFaults: readonly Fault[] = [
  {
    number: 840,
    name: "an operation may have a noun that every client has for itself",
    file: "packages/core/src/options/check-operations.ts",
    edits: [
      {
        find: '"status", "onStatus", "welcome", "closed", "onClose", "call",',
        replace: '"status", "onStatus", "welcome", "closed", "call",',
      },
    ],
    caughtBy: {
      test: "test/own-operation.test.ts",
      title: "an operation whose noun is a name of the client is refused",
    },
  },
  {
    number: 841,
    name: "two groups may have words that look alike",
    file: "packages/core/src/options/check-mentions.ts",
    edits: [
      { find: "for (const key of handleKeys(word)) {", replace: "for (const key of [word]) {" },
    ],
    caughtBy: {
      test: "packages/core/test/misuse.test.ts",
      title: "is refused before anything is done, with the cure",
    },
  },
  {
    number: 842,
    name: "a store of an id that nothing can have is loading for ever",
    file: "packages/client/src/follow.ts",
    edits: [{ find: "/invalid|forbidden|found/", replace: "/forbidden|found/" }],
    caughtBy: {
      test: "test/wrong-ids.test.ts",
      title: "is gone instead of loading for ever",
    },
  },
  {
    number: 1410,
    name: "an action of a workflow may be named like an operation on tasks",
    file: "packages/core/src/workflow/check.ts",
    edits: [{ find: '  "counts",\n', replace: "" }],
    caughtBy: {
      test: "packages/core/test/definitions.test.ts",
      title: "can have the name of an operation on tasks",
    },
  },
  {
    number: 1413,
    name: "a decision of the app may have no version in its input",
    file: "packages/core/src/options/check-operations.ts",
    edits: [{ find: "if (!decides && !votes) return;", replace: "if (decides || !votes) return;" }],
    caughtBy: {
      test: "packages/core/test/misuse.test.ts",
      title: "is refused before anything is done, with the cure",
    },
  },
  {
    number: 1493,
    name: "a misspelled field of an action is ignored, so requesters approve their own tasks",
    file: "packages/core/src/model/known-fields.ts",
    edits: [{ find: "if (wrong !== undefined)", replace: 'if (wrong === "")' }],
    caughtBy: {
      test: "packages/core/test/misuse.test.ts",
      title: "is refused before anything is done, with the cure",
    },
  },
  {
    number: 1531,
    name: "a misspelled field in `covers` is accepted, so edits of the field void no votes",
    file: "packages/core/src/policy/check-approvals.ts",
    edits: [{ find: "if (wrong === undefined) continue;", replace: "continue;" }],
    caughtBy: {
      test: "packages/core/test/misuse.test.ts",
      title: "is refused before anything is done, with the cure",
    },
  },
  {
    number: 1494,
    name: "an operation moves a task to a state that the workflow does not have",
    file: "packages/core/src/operations/tasks/task-change.ts",
    edits: [{ find: "!Object.hasOwn(states, state))", replace: "false)" }],
    caughtBy: {
      test: "packages/core/test/change-task.test.ts",
      title: "an operation can't move a task to an unknown state",
    },
  },
];
