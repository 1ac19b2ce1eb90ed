import type { Fault } from "./fault.ts";

const core = "packages/core/src";
const absent = "packages/core/test/approvals/absent-votes.test.ts";
const remedies = "packages/core/test/approvals/remedies.test.ts";
const stepActions = "packages/core/test/approvals/step-actions.test.ts";
const required = "packages/core/test/approvals/required.test.ts";

/** Faults in whose votes count, and in what people without a seat can do. */
export const voterFaults: readonly Fault[] = [
  {
    number: 1462,
    name: "until a job has run, the vote of a disabled account keeps others from voting",
    file: `${core}/engine/attempt-source.ts`,
    edits: [
      {
        find: "return task ? this.#verdictOn(action, { ...facts, task }) : verdict;",
        replace: "return task ? verdict : verdict;",
      },
    ],
    caughtBy: { test: absent, title: "takes a colleague's vote" },
  },
  {
    number: 1463,
    name: "a vote without a step finds no step that is full only with votes that count no more",
    file: `${core}/operations/tasks/ballot.ts`,
    edits: [{ find: "withoutAbsent(task, people) ?? task", replace: "task" }],
    caughtBy: { test: absent, title: "a vote without a step counts in the open step" },
  },
  {
    number: 1464,
    name: "nobody can reject in a step that needs the votes of too many people",
    file: `${core}/approvals/draft.ts`,
    edits: [
      { find: 'kind !== "for" || !isTooLarge(step, group)', replace: "!isTooLarge(step, group)" },
    ],
    caughtBy: { test: required, title: "each of them can still return or reject" },
  },
  {
    number: 1465,
    name: "the vote of a delegate for somebody who has left keeps the delegate from voting",
    file: `${core}/approvals/drop-votes.ts`,
    edits: [
      {
        find: 'approval.steps[one.step]?.state !== "open" || absenceOf(one, people) === undefined;',
        replace: "one.castBy !== one.seat || absenceOf(one, people) === undefined;",
      },
    ],
    caughtBy: { test: absent, title: "a delegate whose vote for a disabled colleague" },
  },
  {
    number: 1466,
    name: "the remedy of a vote that comes too early leaves out the steps that wait too",
    file: `${core}/approvals/step-problem.ts`,
    edits: [{ find: "[open, ...later.map((name) => [name])]", replace: "[open]" }],
    caughtBy: {
      test: "packages/core/test/approvals/too-early.test.ts",
      title: "its remedy names the votes of all steps before it",
    },
  },
  {
    number: 1467,
    name: "a remedy asks people to vote in a step that lacks voters",
    file: `${core}/approvals/named-voters.ts`,
    edits: [
      {
        find: 'step?.stalled !== "nobody" && step?.stalled !== "unreachable"',
        replace: 'step?.stalled !== "undecided"',
      },
    ],
    caughtBy: {
      test: "packages/core/test/approvals/remedies.test.ts",
      title: "the remedies of the others begin with adding one",
    },
  },
  {
    number: 1468,
    name: "the remedy of a vote that comes too early names steps that will be skipped",
    file: `${core}/approvals/step-problem.ts`,
    edits: [
      {
        find: ".filter((name) => !isSkipped(name, task, running))",
        replace: "",
      },
    ],
    caughtBy: {
      test: "packages/core/test/approvals/too-early.test.ts",
      title: "its remedy names the votes of all steps before it",
    },
  },
  {
    number: 1504,
    name: "a person who stalls a step by removing a voter is not told",
    file: `${core}/engine/notify/ask.ts`,
    edits: [{ find: "reviewed ? evenToActor(one) : one", replace: "one" }],
    caughtBy: {
      test: "packages/core/test/approvals/own-stall.test.ts",
      title: "a person who removes the last voter is told",
    },
  },
  {
    number: 1510,
    name: "a remedy that begins with adding a voter asks a person who has left to vote",
    file: `${core}/approvals/named-voters.ts`,
    edits: [{ find: " || steps.every((name) => lacksVoters(name, running))", replace: "" }],
    caughtBy: { test: remedies, title: "has left, no remedy asks them to act" },
  },
  {
    number: 1512,
    name: "a deadline that is set again is an event, and asks people again",
    file: `${core}/operations/tasks/deadline-operations.ts`,
    edits: [
      { find: "if (deadlineAt === found.open.deadlineAt) return asItIs(context);", replace: "" },
    ],
    caughtBy: {
      test: stepActions,
      title: "set again, and a voter who is added again, change nothing",
    },
  },
  {
    number: 1513,
    name: "a voter who is added again is an event",
    file: `${core}/operations/tasks/voter-operations.ts`,
    edits: [
      {
        find: "if (own(found.open.added, group)?.includes(userId)) return asItIs(context);",
        replace: "",
      },
    ],
    caughtBy: {
      test: stepActions,
      title: "set again, and a voter who is added again, change nothing",
    },
  },
  {
    number: 1520,
    name: "an added person votes for the task in a step that needs the votes of too many people",
    file: `${core}/approvals/draft.ts`,
    edits: [{ find: 'kind !== "for" || !isTooLarge(step, group)', replace: "group" }],
    caughtBy: { test: required, title: "each of them can still return or reject" },
  },
  {
    number: 1521,
    name: "a remedy begins a round that the task no longer has",
    file: `${core}/approvals/judge.ts`,
    edits: [{ find: "withRoundsLeft(action, task, definitions)", replace: "definitions" }],
    caughtBy: { test: remedies, title: "no remedy begins a round" },
  },
];
