import type { Fault } from "./fault.ts";

const core = "packages/core/src";
const rows = { test: "test/approvals.test.ts", title: "memory has the corner cases of approvals" };
const nodes = { test: "test/delegations-on-nodes.test.ts" };

/** Faults in delegations. */
export const delegationFaults: readonly Fault[] = [
  {
    number: 970,
    name: "a step counts seats and not the people who cast the votes",
    file: `${core}/approvals/vote-rules.ts`,
    edits: [
      {
        find: "(one) => one.step === name && one.castBy === casterId && one.seat !== seatId,",
        replace: "(one) => one.step === name && one.seat === casterId && one.seat !== seatId,",
      },
    ],
    caughtBy: rows,
  },
  {
    number: 971,
    name: "a delegation is judged when the step opens, and not when the vote is cast",
    file: `${core}/engine/seat.ts`,
    edits: [
      {
        find: "const now = facts.now ?? context.now;",
        replace: "const now = task.createdAt;",
      },
    ],
    caughtBy: rows,
  },
  {
    number: 972,
    name: "a delegate of a delegate can vote",
    file: `${core}/engine/seat.ts`,
    edits: [
      {
        find: "const isDelegate = delegatesAt(record?.entries ?? [], board.id, now).includes(caster.userId);",
        replace: `const first = delegatesAt(record?.entries ?? [], board.id, now);
  const others = await context.get(delegations, first);
  const isDelegate = [
    ...first,
    ...others.flatMap((one) => delegatesAt(one?.entries ?? [], board.id, now)),
  ].includes(caster.userId);`,
      },
    ],
    caughtBy: rows,
  },
  {
    number: 974,
    name: "the requester can be a delegate on their own task",
    file: `${core}/approvals/judge.ts`,
    edits: [{ find: "if (!task || !caster || ", replace: "if (!task || !caster || task || " }],
    caughtBy: rows,
  },
  {
    number: 1223,
    name: "a delegate who forgets for whom they vote is not told",
    file: `${core}/engine/target.ts`,
    edits: [
      { find: "if (votes && facts.vote?.for === undefined)", replace: "if (votes === undefined)" },
    ],
    caughtBy: {
      test: "packages/core/test/approvals/why-for.test.ts",
      title: "a delegate who names nobody learns for whom they can vote",
    },
  },
  {
    number: 975,
    name: "a delegate replaces the vote of the person who is away",
    file: `${core}/approvals/vote-rules.ts`,
    edits: [
      {
        find: "vote !== undefined && caster !== undefined && ",
        replace: "false && caster && vote && ",
      },
    ],
    caughtBy: rows,
  },
  {
    number: 976,
    name: "an absence that begins later asks nobody",
    file: `${core}/operations/delegations/keep-delegations.ts`,
    edits: [{ find: "await keepTimer(context, after);", replace: "" }],
    caughtBy: rows,
  },
  {
    number: 977,
    name: "a delegate is judged by their own role and conditions",
    file: `${core}/engine/seat.ts`,
    edits: [
      {
        find: "const actor = { userId: principalId, role: member.role };",
        replace: "const actor = { userId: principalId, role: caster.role };",
      },
    ],
    caughtBy: rows,
  },
  {
    number: 978,
    name: "an erasure leaves the delegations of the person",
    file: `${core}/people/erase-user.ts`,
    edits: [{ find: "await eraseDelegations(userId, parts);", replace: "" }],
    caughtBy: { test: "packages/core/test/approvals/personal-data.test.ts" },
  },
  {
    number: 1391,
    name: "a person who is away can't give the vote that their delegate has given",
    file: `${core}/approvals/vote-steps.ts`,
    edits: [{ find: " && given.castBy === casterId;", replace: ";" }],
    caughtBy: { ...rows, title: "a person repeats the vote of their dele" },
  },
  {
    number: 1392,
    name: "the remedy of a vote names every role with the permission",
    file: `${core}/approvals/vote-rules.ts`,
    edits: [
      {
        find: "const again = () => amongVoters(act(), [name], facts.task, running);",
        replace: "const again = act;",
      },
    ],
    caughtBy: { test: "packages/core/test/approvals/remedies.test.ts", title: "by delegates" },
  },
  {
    number: 1393,
    name: "a remedy names the requester",
    file: `${core}/approvals/named-voters.ts`,
    edits: [{ find: "!(isForOthers && userId === task?.requesterId) && ", replace: "" }],
    caughtBy: { test: "packages/core/test/approvals/remedies.test.ts", title: "the requester" },
  },
  {
    number: 1394,
    name: "a vote for a person who is not there is judged as the caller's own",
    file: `${core}/approvals/judge.ts`,
    edits: [{ find: "if (task && isForOther && caster) return noSeat;", replace: "" }],
    caughtBy: {
      test: "packages/core/test/approvals/why-for.test.ts",
      title: "names the same rule in the command",
    },
  },
  {
    number: 1160,
    name: "a request keeps the list of votes that it asked for at first",
    file: `${core}/operations/tasks/approval-change.ts`,
    edits: [{ find: "...(regrouped.length > 0 && {", replace: "...(regrouped.length > 99 && {" }],
    caughtBy: rows,
  },
  {
    number: 1161,
    name: "a job that asks delegates does not say whose votes it asks for",
    file: `${core}/engine/notify/ask.ts`,
    edits: [
      {
        find: "const seats = reviewed && Object.fromEntries(reviewed.seats);",
        replace: "const seats = reviewed && {};",
      },
    ],
    caughtBy: rows,
  },
  {
    number: 1162,
    name: "a delegation that has ended looks like a lost right",
    file: `${core}/notifications/changes.ts`,
    edits: [
      {
        find: "const isEnded = endsDelegation === true && one.for !== null;",
        replace: "const isEnded = endsDelegation === true && one.for === undefined;",
      },
    ],
    caughtBy: rows,
  },
  {
    number: 1163,
    name: "the person who is away is told of the vote that was cast for them",
    file: `${core}/engine/notify/gather.ts`,
    edits: [
      { find: "principalId: context.facts.caster && context.facts.actor.userId,", replace: "" },
    ],
    caughtBy: rows,
  },
  {
    number: 1164,
    name: "a person's work has tasks that the person who is away can't see, or the delegate's own",
    file: `${core}/engine/operation/principals.ts`,
    edits: [
      {
        find: "const caster = { userId, role, isDelegate: true };",
        replace:
          'const caster = { userId: "", role, isDelegate: true };\n  if (!userId) return [];',
      },
    ],
    caughtBy: rows,
  },
  {
    number: 1165,
    name: "a delegation that begins later is in a person's work at once",
    file: `${core}/engine/operation/principals.ts`,
    edits: [
      {
        find: "delegatesAt(record.entries, boardId, now).includes(actor.userId);",
        replace: "record.entries.some(({ to }) => to.includes(actor.userId)) && boardId !== now;",
      },
    ],
    caughtBy: rows,
  },
  {
    number: 1167,
    name: "a request of an earlier round is opened again when its person gets the role back",
    file: `${core}/notifications/changes.ts`,
    edits: [
      {
        find: "return mayDecide(one) && !(task && isAnswered(one, task));",
        replace: "return mayDecide(one) && !(task && isAnswered(one, { ...task, decisions: [] }));",
      },
    ],
    caughtBy: rows,
  },
  {
    number: 1168,
    name: "the steps of a round that is over stay open",
    file: `${core}/approvals/end-round.ts`,
    edits: [{ find: 'state: "ended",', replace: "" }],
    caughtBy: rows,
  },
  {
    number: 1169,
    name: "a digest leaves at another time if the notification that was due is resolved",
    file: `${core}/channels/collect.ts`,
    edits: [
      { find: "const isDue = open.length > 0 && ", replace: "const isDue = open.length > 0 || " },
    ],
    caughtBy: { test: "test/approval-simulation.test.ts" },
  },
  {
    number: 1170,
    name: "a person whom an escalation asks keeps the request that they had as a delegate",
    file: `${core}/operations/tasks/approval-change.ts`,
    edits: [
      {
        find: "const askedNow = [...Object.values(asks), ...Object.values(reminds)].flat();",
        replace: "const askedNow = Object.values(reminds).flat();",
      },
    ],
    caughtBy: { test: "test/approval-simulation.test.ts" },
  },
  {
    number: 1171,
    name: "a webhook goes on with the next event after a failure",
    file: `${core}/webhooks/after-answer.ts`,
    edits: [
      {
        find: "cursor: { attempts, refusals, nextAt: new Date(now + nextMs).toISOString(), failedAt: at },",
        replace:
          "cursor: { attempts, refusals, ...position, nextAt: new Date(now + nextMs).toISOString(), failedAt: at },",
      },
    ],
    caughtBy: { test: "test/approval-simulation.test.ts" },
  },
  {
    number: 1172,
    name: "a due date that passes while servers are asleep is forgotten",
    file: `${core}/workflow/due-dates.ts`,
    edits: [
      {
        find: "findLast((one) => one <= now);",
        replace: "findLast((one) => one <= now && Date.parse(now) - Date.parse(one) < 60_000);",
      },
    ],
    caughtBy: { test: "test/approval-simulation.test.ts" },
  },
  {
    number: 1176,
    name: "a person whose role can't vote is told to add a voter first",
    file: `${core}/approvals/vote-rules.ts`,
    edits: [
      {
        find: "own(own(roles, facts.actor.role) ?? {}, action) !== undefined &&",
        replace: "own(roles, facts.actor.role) !== undefined &&",
      },
    ],
    caughtBy: {
      test: "packages/core/test/approvals/why-steps.test.ts",
      title: "a person whose role can't vote learns who can",
    },
  },
  {
    number: 1177,
    name: "a delegate votes on a task that they can't see",
    file: `${core}/engine/target.ts`,
    edits: [
      {
        find: "!maySee(task, access, context.actor.userId))\n    throw notFound.task();",
        replace:
          "(input.for === undefined && !maySee(task, access, context.actor.userId)))\n    throw notFound.task();",
      },
    ],
    caughtBy: rows,
  },
  {
    number: 1166,
    name: "a person who has voted for somebody else is asked for their own vote too",
    file: `${core}/approvals/waited.ts`,
    edits: [
      {
        find: "(hasCast(userId) ? [] : userId)",
        replace: "(hasCast(userId) && !userId ? [] : userId)",
      },
    ],
    caughtBy: rows,
  },
  {
    number: 1361,
    name: "a delegate is not asked for their own vote when the vote that they cast for another person is void",
    file: `${core}/engine/notify/ask.ts`,
    edits: [
      {
        find: "reviewed?.freed.filter((one) => one !== userId) ?? []",
        replace: "reviewed?.freed.filter(() => false) ?? []",
      },
    ],
    caughtBy: { ...rows, title: "a delegate is asked for their own vote" },
  },
  {
    number: 1405,
    name: "a key keeps the texts of its command's input",
    file: `${core}/engine/records/kept-result.ts`,
    edits: [{ find: "const place = places.get(text);", replace: "const place = undefined;" }],
    caughtBy: {
      test: "packages/core/test/kept-answers.test.ts",
      title: "a key stores no text of its command's input",
    },
  },
  {
    number: 1416,
    name: "a delegate of the requester reads that it is their own request",
    file: "packages/core/src/approvals/judge.ts",
    edits: [
      { find: "withBestReason(withRequester(verdict, given))", replace: "withBestReason(verdict)" },
    ],
    caughtBy: {
      test: "packages/core/test/approvals/why-for.test.ts",
      title: "a delegate of the requester reads whose",
    },
  },
  {
    number: 1475,
    name: "a vote takes it that nobody is away, and its commit doesn't check this",
    file: `${core}/engine/delegations-of.ts`,
    edits: [
      {
        find: "if (isFirst) await context.presume(delegations, userIds);",
        replace: "if (isFirst) return userIds.map(() => []);",
      },
    ],
    caughtBy: { ...nodes, title: "a vote asks the delegates whom another server has set" },
  },
  {
    number: 1476,
    name: "a node forgets the delegations that it has read, so each vote needs two attempts",
    file: `${core}/engine/attempt-source.ts`,
    edits: [{ find: "    this.#parts.recordCache.learn(refs, records);\n", replace: "" }],
    caughtBy: { ...nodes, title: "a vote asks the delegates whom another server has set" },
  },
  {
    number: 1503,
    name: "a repeated vote doesn't check the delegations that it has read",
    file: `${core}/engine/delegations-of.ts`,
    edits: [{ find: "refs.length > maxChecked", replace: "!isFirst || refs.length > maxChecked" }],
    caughtBy: {
      test: "packages/core/test/approvals/delegation-races.test.ts",
      title: "a delegate who is named while a repeated attempt opens a step",
    },
  },
];
