import type { Fault } from "./fault.ts";

const approvals = "packages/core/src/approvals";
const machine = {
  test: "packages/core/test/approvals/machine.test.ts",
  title: "keep every promise",
};
const matching = {
  test: "packages/core/test/approvals/assign-votes.test.ts",
  title: "as often as any assignment",
};
const rows = {
  test: "test/approvals.test.ts",
  title: "memory has the corner cases of approvals",
};

/** Faults in how votes count. */
export const approvalFaults: readonly Fault[] = [
  {
    number: 720,
    name: "votes count for the first of their groups, as they come",
    file: `${approvals}/assign-votes.ts`,
    edits: [{ find: "if (moved < 0) continue;", replace: "continue;" }],
    caughtBy: matching,
  },
  {
    number: 721,
    name: "an edit leaves the votes about what it changes",
    file: `${approvals}/void.ts`,
    edits: [
      {
        find: 'dropVotes(draft, name, votesIn(draft.approval, name), "edited", { fields });\n    const groups',
        replace: "const groups",
      },
    ],
    caughtBy: machine,
  },
  {
    number: 722,
    name: "an edit voids all votes, whatever it changes",
    file: `${approvals}/void.ts`,
    edits: [{ find: "if (fields.length === 0) continue;", replace: "" }],
    caughtBy: rows,
  },
  {
    number: 723,
    name: "the fields that select voters are not voted on",
    file: `${approvals}/content.ts`,
    edits: [
      {
        find: "[...new Set([...covers, ...selectingFields(approval)])].sort();",
        replace: "[...covers].sort();",
      },
    ],
    caughtBy: machine,
  },
  {
    number: 1390,
    name: "a distinct step waits for people who have voted in another one",
    file: `${approvals}/waited.ts`,
    edits: [{ find: "distinct ? votes.flatMap", replace: "distinct === null ? votes.flatMap" }],
    caughtBy: { ...rows, title: "with `distinct`, a step is stalled" },
  },
  {
    number: 724,
    name: "the step that turned a task down carries its votes over",
    file: `${approvals}/round.ts`,
    edits: [{ find: 'before.steps[name]?.state === "passed"', replace: "before.steps[name]" }],
    caughtBy: machine,
  },
  {
    number: 725,
    name: "the required votes of all are counted anew when a step opens again",
    file: `${approvals}/advance.ts`,
    edits: [
      {
        find: "const isAgain = Object.keys(step.required).length > 0;",
        replace: "const isAgain = Object.keys(step.required).length > 99;",
      },
    ],
    caughtBy: { test: "packages/core/test/approvals/required.test.ts", title: "stay the same" },
  },
  {
    number: 726,
    name: "the requester may override their own task",
    file: `${approvals}/vote-rules.ts`,
    edits: [
      {
        find: "return excludesRequester(data, workflow) ? results : [...results, ownTaskRule(task, facts)];",
        replace:
          "return excludesRequester(data, workflow) && task && ownTaskRule ? results : results;",
      },
    ],
    caughtBy: rows,
  },
  {
    number: 1224,
    name: "the remedy of a vote names roles although the task names the person",
    file: `${approvals}/named-voters.ts`,
    edits: [{ find: "able ? { ...one, people: able } : one", replace: "able ? { ...one } : one" }],
    caughtBy: {
      test: "packages/core/test/approvals/too-early.test.ts",
      title: "names the person whom the task names",
    },
  },
  {
    number: 1380,
    name: "a person with a seat among all keeps it without the role",
    file: `${approvals}/draft.ts`,
    edits: [
      {
        find: "const fits = hasSeat && holds(by, facts) === true;",
        replace:
          'const fits = hasSeat && ((seats && required === "all") || holds(by, facts) === true);',
      },
    ],
    caughtBy: rows,
  },
  {
    number: 1381,
    name: "a person who was added and then replaced can still vote",
    file: `${approvals}/void.ts`,
    edits: [
      {
        find: "(own(added, group) ?? []).filter((one) => one !== instead);",
        replace: "own(added, group) ?? [];",
      },
    ],
    caughtBy: rows,
  },
  {
    number: 1382,
    name: "a person with a seat among all takes the place of another one",
    file: "packages/core/src/operations/tasks/voter-operations.ts",
    edits: [
      {
        find: "if (instead !== undefined && groupsOf(voter, found).includes(group))",
        replace: 'if (instead === "" && groupsOf(voter, found).includes(group))',
      },
    ],
    caughtBy: rows,
  },
  {
    number: 1383,
    name: "a requester who may vote is not asked when they become a delegate",
    file: "packages/core/src/engine/notify/ask.ts",
    edits: [
      {
        find: "isDecider && (reviewed !== undefined || userId !== task.requesterId)",
        replace: "isDecider && userId !== task.requesterId",
      },
    ],
    caughtBy: rows,
  },
  {
    number: 1384,
    name: "the requester is not told of a stall that their own command makes",
    file: "packages/core/src/operations/tasks/approval-change.ts",
    edits: [{ find: '...(reason === "approval.stalled" && { evenActor: true }),', replace: "" }],
    caughtBy: rows,
  },
  {
    number: 727,
    name: "a round goes by the definition of the code, not by its own version",
    file: `${approvals}/vote-steps.ts`,
    edits: [
      {
        find: "version === workflow.version ? workflow.approvals : otherVersions?.[version];",
        replace: "version > 0 || otherVersions ? workflow.approvals : undefined;",
      },
    ],
    caughtBy: { test: "test/approval-versions.test.ts", title: "keeps the steps" },
  },
  {
    number: 728,
    name: "votes of disabled accounts count",
    file: `${approvals}/drop-votes.ts`,
    edits: [
      {
        find: 'return person.disabled ? "disabled" : undefined;',
        replace: "return undefined;",
      },
    ],
    caughtBy: rows,
  },
  {
    number: 729,
    name: "a person votes twice in a step",
    file: `${approvals}/vote.ts`,
    edits: [
      {
        find: "draft.approval.votes.filter((one) => one !== replaced)",
        replace: "draft.approval.votes",
      },
    ],
    caughtBy: machine,
  },
  {
    number: 730,
    name: "a vote about an older text counts",
    file: `${approvals}/vote-rules.ts`,
    edits: [{ find: "seen > contentSince &&", replace: "seen >= 0 &&" }],
    caughtBy: rows,
  },
  {
    number: 807,
    name: "a vote needs no version",
    file: "packages/core/src/engine/decided-on.ts",
    edits: [
      {
        find: "if (!(decides || votes) || !task) return;",
        replace: "if (!decides || !task) return;",
      },
    ],
    caughtBy: rows,
  },
  {
    number: 808,
    name: "votes of people who have left the board count",
    file: `${approvals}/drop-votes.ts`,
    edits: [{ find: 'if (!person) return "left";', replace: "if (!person) return undefined;" }],
    caughtBy: rows,
  },
  {
    number: 814,
    name: "a step opens with the votes of people who have left while it waited",
    file: `${approvals}/advance.ts`,
    edits: [{ find: "  dropAbsentIn(draft, name);\n", replace: "" }],
    caughtBy: rows,
  },
  {
    number: 809,
    name: "the requester adds voters to their own task",
    file: `${approvals}/step-actions.ts`,
    edits: [
      {
        find: 'task.requesterId !== actor.userId,\n    "It is your own request: somebody else does this."',
        replace: 'true,\n    "It is your own request: somebody else does this."',
      },
    ],
    caughtBy: rows,
  },
  {
    number: 815,
    name: "an erasure leaves the reasons of a person's votes",
    file: "packages/core/src/people/work.ts",
    edits: [{ find: "hasOwnReason(event, how) || ", replace: "" }],
    caughtBy: {
      test: "packages/core/test/approvals/personal-data.test.ts",
      title: "an export has the reasons that a person gave",
    },
  },
  {
    number: 1021,
    name: "the verdict on taking out a vote that is not one's own doesn't need the permission for it",
    file: "packages/core/src/approvals/step-actions.ts",
    edits: [
      {
        find: 'return isOwn ? "task.withdraw" : "vote.remove";',
        replace: 'return isOwn ? "task.withdraw" : action;',
      },
    ],
    caughtBy: {
      test: "packages/core/test/approvals/why-steps.test.ts",
      title: "answers what each command on a step does",
    },
  },
  {
    number: 1389,
    name: "a task comes back although an approval after the next one has no round left",
    file: `${approvals}/rounds.ts`,
    edits: [{ find: "  if (vote === undefined)\n", replace: "  if (!states)\n" }],
    caughtBy: {
      test: "packages/core/test/approvals/chained-rounds.test.ts",
      title: "refuses to bring a task back",
    },
  },
  {
    number: 1422,
    name: "votes carry over after a cancellation of a task that was turned down",
    file: `${approvals}/end-round.ts`,
    edits: [
      {
        find: "!isCancelled && (",
        replace: "(",
      },
    ],
    caughtBy: {
      test: "packages/core/test/approvals/end-round.test.ts",
      title: "and then cancelled does not carry its votes over",
    },
  },
  {
    number: 1423,
    name: "after an erasure, any edit voids the votes",
    file: `${approvals}/void.ts`,
    edits: [
      {
        find: "if (fields.length === 0) continue;",
        replace: "if (contentOf(task, covered) === step.content) continue;",
      },
    ],
    caughtBy: {
      test: "packages/core/test/approvals/personal-data.test.ts",
      title: "an edit voids only the votes about what it changes, also after an erasure",
    },
  },
  {
    number: 1425,
    name: "the remedy after a deadline ends before the vote",
    file: `${approvals}/vote-rules.ts`,
    edits: [
      {
        find: 'join(stepBy("task.extend", definitions), act())',
        replace: 'stepBy("task.extend", definitions)',
      },
    ],
    caughtBy: {
      test: "packages/core/test/approvals/reopened.test.ts",
      title: "the remedy of a vote or an edit after a deadline ends",
    },
  },
  {
    number: 1426,
    name: "nobody can help a delegate to replace the vote that somebody else cast",
    file: `${approvals}/vote-rules.ts`,
    edits: [
      {
        find: '() => join([{ action: "task.withdraw", ...out }], again())',
        replace: '() => (isOthers ? "none" : join([{ action: "task.withdraw", ...out }], again()))',
      },
    ],
    caughtBy: {
      test: "packages/core/test/approvals/remedies.test.ts",
      title: "the remedy of a vote that somebody else cast",
    },
  },
  {
    number: 1427,
    name: "a remedy that begins with a vote names people who can vote in no open step",
    file: `${approvals}/judge.ts`,
    edits: [
      {
        find: "const votes = amongVoters([first], open, task, running);",
        replace: "const votes = [first];",
      },
    ],
    caughtBy: {
      test: "packages/core/test/approvals/remedies.test.ts",
      title: "a remedy that begins with a vote names only people",
    },
  },
  {
    number: 1428,
    name: "a requester learns that somebody has to add a voter to their own request",
    file: `${approvals}/vote-rules.ts`,
    edits: [
      {
        find: "!(isOwn && facts.task?.requesterId === facts.actor.userId)",
        replace: "isOwn !== null",
      },
    ],
    caughtBy: {
      test: "packages/core/test/approvals/remedies.test.ts",
      title: "a remedy that begins with a vote names only people",
    },
  },
  {
    number: 1429,
    name: "a group of more than 50 people is said to have nobody",
    file: `${approvals}/stall.ts`,
    edits: [
      {
        find: "!isTooLarge(step, group) && ",
        replace: "",
      },
    ],
    caughtBy: {
      test: "packages/core/test/approvals/required.test.ts",
      title: "a group that needs the votes of all its people is unreachable",
    },
  },
];
