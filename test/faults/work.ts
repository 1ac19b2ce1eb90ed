import type { Fault } from "./fault.ts";

const tasks = "packages/core/src/operations/tasks";
const again = "packages/core/test/work-again.test.ts";

/** Faults in the work on tasks: subtasks, templates and the workflow. */
export const workFaults: readonly Fault[] = [
  {
    number: 112,
    name: "subtasks that were called off don't come back",
    file: `${tasks}/task-step.ts`,
    edits: [{ find: "calledOff: true,", replace: "calledOff: false," }],
    caughtBy: { test: again, title: "opens all of them again" },
  },
  {
    number: 113,
    name: "a task that is done keeps its open subtasks",
    file: `${tasks}/task-step.ts`,
    edits: [
      {
        find: 'task.kind === "done" || task.kind === "dropped";',
        replace: 'task.kind === "dropped";',
      },
    ],
    caughtBy: { test: again, title: "cancels the open subtasks in the same commit" },
  },
  {
    number: 114,
    name: "a remedy forgets the subtasks that come back",
    file: "packages/core/src/authorize/ahead.ts",
    edits: [
      {
        find: "if (!wasOpen && !(one.calledOff && begins)) return one;",
        replace: "if (!wasOpen) return one;",
      },
    ],
    caughtBy: { test: again, title: "no order of actions" },
  },
  {
    number: 117,
    name: "commands that wait for their turn are not called",
    file: "packages/core/src/engine/turns.ts",
    edits: [{ find: "if (next) next();", replace: "if (next) void next;" }],
    caughtBy: { test: "packages/core/test/turns.test.ts", title: "one after the other" },
  },
  {
    number: 118,
    name: "commands take turns on a record, but none of them waits",
    file: "packages/core/src/engine/turns.ts",
    edits: [
      {
        find: "if (line.length >= maxWaiting) return undefined;",
        replace: "if (line.length < maxWaiting) return end;",
      },
    ],
    caughtBy: { test: "packages/core/test/turns.test.ts", title: "one after the other" },
  },
  {
    number: 119,
    name: "a template gives work to people whose account is disabled",
    file: `${tasks}/work-start.ts`,
    edits: [{ find: "=== userId && !member.disabled);", replace: "=== userId);" }],
    caughtBy: {
      test: "packages/core/test/inactive-people.test.ts",
      title: "a named person: nobody",
    },
  },
  {
    number: 122,
    name: "open subtasks are only counted up to a limit",
    file: `${tasks}/loads.ts`,
    edits: [{ find: "if (!isEnough) continue;", replace: "void isEnough;" }],
    caughtBy: { test: "packages/core/test/fewest-subtasks.test.ts", title: "a role's work goes" },
  },
  {
    number: 123,
    name: "two commands choose assignees from the same numbers",
    file: `${tasks}/loads.ts`,
    edits: [{ find: "builtIn(context).derive({", replace: "void ({" }],
    caughtBy: { test: "packages/core/test/engine-races.test.ts", title: "spreads the work evenly" },
  },
  {
    number: 130,
    name: "tasks in a state that the workflow doesn't have are not noticed",
    file: "packages/core/src/engine/state-names.ts",
    edits: [{ find: "if (found.length > 0)", replace: "if (found.length < 0)" }],
    caughtBy: {
      test: "packages/core/test/engine-races.test.ts",
      title: "a release without a state that tasks are in",
    },
  },
  {
    number: 131,
    name: "a node moves a task that another one has moved already",
    file: "packages/core/src/engine/state-names.ts",
    edits: [{ find: "if (task?.state !== from) continue;", replace: "if (!task) continue;" }],
    caughtBy: {
      test: "packages/core/test/engine-races.test.ts",
      title: "a renamed state takes its tasks along",
    },
  },
  {
    number: 136,
    name: "a subtask can be made to wait for itself",
    file: "packages/core/src/workflow/subtask-order.ts",
    edits: [{ find: "return before.has(id);", replace: "return dependsOn.includes(id);" }],
    caughtBy: { test: "packages/core/test/subtask-edits.test.ts", title: "can depend on others" },
  },
  {
    number: 137,
    name: "a cancelled subtask still holds up the completion of its task",
    file: `${tasks}/subtask-change.ts`,
    edits: [
      {
        find: 'if (to === "completed" || to === "cancelled")',
        replace: 'if (to === "completed")',
      },
    ],
    caughtBy: {
      test: "packages/core/test/subtask-edits.test.ts",
      title: "that is cancelled as the last open one",
    },
  },
  {
    number: 201,
    name: "a decision may leave out the version that was seen",
    file: "packages/core/src/engine/decided-on.ts",
    edits: [{ find: 'decisionNeeds === "nothing"', replace: 'decisionNeeds !== "nothing"' }],
    caughtBy: {
      test: "packages/core/test/engine-races.test.ts",
      title: "a decision counts only for the text",
    },
  },
  {
    number: 202,
    name: "the version of a decision is ignored",
    file: "packages/core/src/engine/decided-on.ts",
    edits: [{ find: "if (hasSeenContent(task, seen)) return;", replace: "return;" }],
    caughtBy: {
      test: "packages/core/test/engine-races.test.ts",
      title: "a decision counts only for the text that its decider saw",
    },
  },
  {
    number: 203,
    name: "an edit of the data counts as no change of what is decided on",
    file: `${tasks}/task-change.ts`,
    edits: [
      {
        find: "(task.data === before.data || isSameJson(task.data, before.data))",
        replace: "true",
      },
    ],
    caughtBy: { test: "packages/core/test/decided-on.test.ts", title: "every change of the title" },
  },
  {
    number: 204,
    name: "an edit keeps the decisions before it",
    file: "packages/core/src/operations/tasks/task-change.ts",
    edits: [
      {
        find: "isEdited ? afterEdit(changed, context.definitions.workflow)",
        replace: "isEdited ? changed",
      },
    ],
    caughtBy: { seeds: 2_000 },
  },
  {
    number: 205,
    name: "a task that was edited while it was dropped goes on with the old decisions",
    file: "packages/core/src/workflow/transition.ts",
    edits: [{ find: "landing(action.to, task, workflow)", replace: "action.to" }],
    caughtBy: {
      test: "packages/core/test/standing-decisions.test.ts",
      title: "takes effect when the task goes on",
    },
  },
  {
    number: 206,
    name: "a task can be edited after a decision although the workflow locks it",
    file: "packages/core/src/authorize/rules.ts",
    edits: [{ find: " && !task.locked.includes(state)", replace: "" }],
    caughtBy: {
      test: "packages/core/test/standing-decisions.test.ts",
      title: "is refused if the workflow says so",
    },
  },
  {
    number: 207,
    name: "a remedy leads through a state that the task doesn't come to after an edit",
    file: "packages/core/src/authorize/ahead.ts",
    edits: [{ find: "again?.instead.includes(next) ? again.state : next", replace: "next" }],
    caughtBy: {
      test: "packages/core/test/standing-decisions.test.ts",
      title: "every remedy works",
    },
  },
  {
    number: 208,
    name: "a decision that stands is lost among many others",
    file: "packages/core/src/workflow/transition.ts",
    edits: [{ find: " || decision.stands) kept", replace: ") kept" }],
    caughtBy: {
      test: "packages/core/test/standing-decisions.test.ts",
      title: "the decisions that stand are kept",
    },
  },
  {
    number: 209,
    name: "a renamed state forgets that it locks a text",
    file: "packages/core/src/engine/state-names.ts",
    edits: [{ find: "...arrive(task, to, workflow)", replace: "...task, state: to" }],
    caughtBy: {
      test: "packages/core/test/engine-races.test.ts",
      title: "a text stays locked if a release renames the state",
    },
  },
  {
    number: 1407,
    name: "a reopened subtask goes back to a person who can't do the work any more",
    file: `${tasks}/subtasks.ts`,
    edits: [
      {
        find: "isDone ? before.assigneeId : await assigneeAgain(context, before)",
        replace: "(isDone || (await assigneeAgain(context, before)), before.assigneeId)",
      },
    ],
    caughtBy: {
      test: "packages/core/test/inactive-people.test.ts",
      title: "opens a subtask without an assignee",
    },
  },
  {
    number: 1406,
    name: "subtasks of a replaced template come back when a finished task is reopened",
    file: "packages/core/src/workflow/spawn.ts",
    edits: [
      {
        find: ": isOfTemplate(one, task)",
        replace: ": isOfTemplate(one, task) || true",
      },
    ],
    caughtBy: { test: again, title: "leaves the subtasks of a replaced template" },
  },
  {
    number: 1408,
    name: "a template's due dates may be beyond the last year",
    file: "packages/core/src/workflow/templates.ts",
    edits: [{ find: "due === undefined ? undefined : dueProblem(due)", replace: "undefined" }],
    caughtBy: { test: "packages/core/test/definitions.test.ts", title: "the due span" },
  },
  {
    number: 1409,
    name: "the same predecessors in another order are a change",
    file: `${tasks}/subtask-edits.ts`,
    edits: [
      {
        find: "return isSame ? before : [...wanted];",
        replace: "return isSame ? [...ids] : [...wanted];",
      },
    ],
    caughtBy: {
      test: "packages/core/test/subtask-edits.test.ts",
      title: "depends on each subtask once",
    },
  },
];
