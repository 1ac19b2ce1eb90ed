import type { Fault } from "./fault.ts";

const core = "packages/core/src";
const rows = { test: "test/approvals.test.ts", title: "memory has the corner cases of approvals" };

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
    file: `${core}/approvals/vote-rules.ts`,
    edits: [
      {
        find: "const isOwn = task?.requesterId === caster.userId && ",
        replace: "const isOwn = false && task && ",
      },
    ],
    caughtBy: rows,
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
];
