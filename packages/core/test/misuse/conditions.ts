import { z } from "zod";
import type { Condition } from "../../src/model/condition.ts";
import type { ConditionOf } from "../../src/policy/condition-of.ts";
import { defineRoles } from "../../src/policy/roles.ts";
import { defineWorkflow } from "../../src/workflow/workflow.ts";
import type { Misuse } from "./misuse.ts";

export const expenses = defineWorkflow({
  name: "expenses",
  initial: "asked",
  states: {
    asked: { kind: "waiting" },
    paid: { kind: "done" },
    denied: { kind: "dropped" },
  },
  actions: {
    pay: { from: "asked", to: "paid", decision: true },
    deny: { from: "asked", to: "denied", decision: true, reason: "required" },
  },
  types: {
    expense: {
      data: z.strictObject({
        amount: z.number(),
        managerId: z.string(),
        size: z.enum(["small", "large"]),
        neededBy: z.iso.date(),
        boughtAt: z.iso.datetime().nullable(),
        approvers: z.array(z.string()),
        limits: z.record(z.string(), z.number()),
        extra: z.unknown(),
        project: z.strictObject({ code: z.string(), budget: z.number() }).optional(),
      }),
    },
    trip: { data: z.strictObject({ days: z.int() }) },
  },
});

/** Defines roles with one condition. */
export const withCondition = (own: ConditionOf<typeof expenses>) =>
  defineRoles({
    workflow: expenses,
    conditions: { own },
    roles: { CLERK: { "task.read": true }, CHIEF: { "task.read": true, "task.pay": ["own"] } },
  });

const untyped = (own: unknown) => withCondition(own as never);

/** Conditions that are sound: each is about a field that there is. */
export const sound: readonly ConditionOf<typeof expenses>[] = [
  { not: { equals: ["task.decision.by", "actor.userId"] } },
  { equals: ["task.data.managerId", "actor.userId"] },
  { atLeast: ["task.data.amount", 100_000] },
  { lessThan: ["task.data.amount", "task.data.project.budget"] },
  { moreThan: ["task.data.days", 2] },
  { atMost: ["task.data.neededBy", "2026-12-31"] },
  { lessThan: ["task.createdAt", "2026-12-31T17:00:00+07:00"] },
  { lessThan: ["task.data.boughtAt", "task.createdAt"] },
  { is: ["task.data.boughtAt", null] },
  { is: ["task.decision", null] },
  { is: ["task.type", "trip"] },
  { is: ["task.data.size", "large"] },
  { is: ["task.data.project.code", "P1"] },
  { is: ["actor.role", "CHIEF"] },
  { is: ["task.decision.self", false] },
  { includes: ["task.data.approvers", "actor.userId"] },
  { includes: ["subtask.dependsOn", "subtask.id"] },
  { atMost: ["task.data.amount", "task.data.limits.travel"] },
  { is: ["task.data.extra.any.thing", 1] },
  { any: [{ is: ["task.title", "A"] }, { all: [{ not: { is: ["room.archived", true] } }] }] },
];

export const conditionMisuses: readonly Misuse[] = [
  {
    what: "a condition over a field that a decision doesn't have",
    // @ts-expect-error
    run: () => withCondition({ not: { equals: ["task.decision.bye", "actor.userId"] } }),
    says: [
      'Condition "own": there is no field "task.decision.bye"',
      "nearest are task.decision.by",
    ],
  },
  {
    what: "a condition over a field of no record",
    // @ts-expect-error
    run: () => withCondition({ is: ["tasks.title", "A"] }),
    says: ['there is no field "tasks.title"', "task.title"],
  },
  {
    what: "a condition over data that no task type has",
    // @ts-expect-error
    run: () => withCondition({ atLeast: ["task.data.amout", 5] }),
    says: ['there is no field "task.data.amout"', "nearest are task.data.amount"],
  },
  {
    what: "a wrong path deep inside",
    // @ts-expect-error
    run: () => withCondition({ any: [{ not: { not: { is: ["task.requester", "x"] } } }] }),
    says: ['there is no field "task.requester"', "task.requesterId"],
  },
  {
    what: "a wrong path into nested data",
    // @ts-expect-error
    run: () => withCondition({ is: ["task.data.project.cod", "P1"] }),
    says: ['there is no field "task.data.project.cod"', "task.data.project.code"],
  },
  {
    what: "an inherited name as a path",
    // @ts-expect-error
    run: () => withCondition({ is: ["task.data.constructor.name", "Object"] }),
    says: 'there is no field "task.data.constructor.name"',
  },
  {
    what: "a value that a field can never have",
    // @ts-expect-error
    run: () => withCondition({ not: { is: ["task.type", "trp"] } }),
    says: ['"task.type" is never "trp"', "there are expense, trip"],
  },
  {
    what: "a value that an enum doesn't have",
    // @ts-expect-error
    run: () => withCondition({ is: ["task.data.size", "smal"] }),
    says: ['"task.data.size" is never "smal"', "there are small, large"],
  },
  {
    what: "a state of another workflow in a condition",
    // @ts-expect-error
    run: () => withCondition({ is: ["task.state", "approved"] }),
    says: ['"task.state" is never "approved"', "there are asked, paid, denied"],
  },
  {
    what: "a role in a condition that isn't defined",
    run: () => withCondition({ not: { is: ["member.role", "CHEIF"] } }),
    says: ['"member.role" is never "CHEIF"', "there are CLERK, CHIEF"],
  },
  {
    what: "a number where a field holds a text",
    // @ts-expect-error
    run: () => withCondition({ is: ["task.data.managerId", 5] }),
    says: '"task.data.managerId" is a text, so it is never 5',
  },
  {
    what: "null where a field is never empty",
    // @ts-expect-error
    run: () => withCondition({ is: ["task.decision.by", null] }),
    says: '"task.decision.by" is a text, so it is never null',
  },
  {
    what: "two fields that are never alike",
    run: () => withCondition({ not: { equals: ["task.data.amount", "actor.userId"] } }),
    says: '"equals" compares a number with a text, which are never alike',
  },
  {
    what: "a list where one value is compared",
    // @ts-expect-error
    run: () => withCondition({ equals: ["task.involved", "actor.userId"] }),
    says: '"task.involved" is a list, which doesn\'t fit here',
  },
  {
    what: "a record where one value is compared",
    // @ts-expect-error
    run: () => withCondition({ equals: ["task.decision", "actor.userId"] }),
    says: '"task.decision" is a record or empty, which doesn\'t fit here',
  },
  {
    what: "one value where a list is searched",
    // @ts-expect-error
    run: () => withCondition({ includes: ["task.requesterId", "actor.userId"] }),
    says: ['"task.requesterId" is a text, which doesn\'t fit here', "task.involved"],
  },
  {
    what: "a list of records where values are searched",
    // @ts-expect-error
    run: () => withCondition({ includes: ["message.mentions", "actor.userId"] }),
    says: '"includes" compares a record with a text, which are never alike',
  },
  {
    what: "an order over a text",
    run: () => withCondition({ lessThan: ["task.title", 5] }),
    says: ['"task.title" is a text, which doesn\'t fit here', "z.iso.date()"],
  },
  {
    what: "an order over true and false",
    // @ts-expect-error
    run: () => withCondition({ atLeast: ["task.decision.self", 1] }),
    says: '"task.decision.self" is true or false, which doesn\'t fit here',
  },
  {
    what: "a number against a date",
    run: () => withCondition({ atLeast: ["task.data.amount", "2026-12-31"] }),
    says: '"atLeast" compares a number with a date, which are never alike',
  },
  {
    what: "a limit that is NaN",
    run: () => withCondition({ atMost: ["task.data.amount", Number.NaN] }),
    says: '"atMost" can\'t compare with NaN; give a finite number',
  },
  {
    what: "a limit in words",
    // @ts-expect-error
    run: () => withCondition({ atMost: ["task.data.amount", "100_000"] }),
    says: ['"100_000" is no date', "write 2026-12-31"],
  },
  {
    what: "a time without an offset",
    run: () => withCondition({ lessThan: ["task.createdAt", "2026-12-31T10:00:00"] }),
    says: ['"2026-12-31T10:00:00" is no date', "with Z or an offset"],
  },
  {
    what: "a day that there isn't",
    run: () => withCondition({ lessThan: ["task.createdAt", "2026-13-31"] }),
    says: '"2026-13-31" is no date',
  },
  {
    what: "a day that its month doesn't have",
    run: () => withCondition({ lessThan: ["task.createdAt", "2026-02-30"] }),
    says: '"2026-02-30" is no date',
  },
  {
    what: "a year of the Buddhist calendar as a limit",
    run: () => withCondition({ lessThan: ["task.data.neededBy", "2569-12-31"] }),
    says: ["The year 2569 is far away", "use the year 2026"],
  },
  {
    what: "a bigint as a limit",
    // @ts-expect-error
    run: () => withCondition({ atMost: ["task.data.amount", 100n] }),
    says: "100 is no path",
  },
  {
    what: "a condition that contains itself",
    run: () => {
      const own: { not?: object } = {};
      own.not = own;
      return untyped(own);
    },
    says: "has more than 100 conditions inside each other",
  },
  ...["", " ", "\u200b", "two\nlines", "\ud800"].map((name) => ({
    what: `a condition called ${JSON.stringify(name)}`,
    run: () =>
      defineRoles({
        workflow: expenses,
        conditions: { [name]: { is: ["task.type", "trip"] } as const },
        roles: { CLERK: { "task.read": true } },
      }),
    says: [`The condition ${JSON.stringify(name)} needs a name`, '"small_amount"'],
  })),
  ...["", " ", "\u3164", "CHIEF\0", "\ud800", "x".repeat(101)].map((name) => ({
    what: `a role called ${JSON.stringify(name)}`,
    run: () => defineRoles({ workflow: expenses, roles: { [name]: { "task.read": true } } }),
    says: [`The role ${JSON.stringify(name)} needs a name`, '"CLERK"'],
  })),
  {
    what: "a task type without a schema",
    run: () =>
      defineWorkflow({
        name: "expenses",
        initial: "asked",
        states: { asked: { kind: "waiting" }, paid: { kind: "done" } },
        actions: { pay: { from: "asked", to: "paid", decision: true } },
        // @ts-expect-error
        types: { expense: {} },
      }),
    says: ['the task type "expense" needs the schema of its data', "data: z.null()"],
  },
  {
    what: "a comparison that there isn't",
    // @ts-expect-error
    run: () => withCondition({ greaterThan: ["task.data.amount", 5] }),
    says: ['there is no "greaterThan"', "moreThan"],
  },
  {
    what: "two comparisons in one condition",
    run: () =>
      withCondition({
        is: ["task.type", "trip"],
        not: { equals: ["task.requesterId", "actor.userId"] },
      }),
    says: ["needs exactly one of equals, is,", 'join several with "all" or "any"'],
  },
  {
    what: "no comparison",
    run: () => untyped({}),
    says: "{} needs exactly one of equals, is,",
  },
  { what: "null as a condition", run: () => untyped(null), says: "null needs exactly one of" },
  {
    what: "a name for a condition",
    // @ts-expect-error
    run: () => withCondition({ not: "requester" }),
    says: 'take conditions, not names: write the condition itself instead of "requester"',
  },
  {
    what: "a list without conditions",
    run: () => withCondition({ not: { any: [] } }),
    says: '"any" needs a list with at least one condition',
  },
  {
    what: "one side of a comparison",
    // @ts-expect-error
    run: () => withCondition({ equals: ["task.requesterId"] }),
    says: '"equals" needs a list of two',
  },
  {
    what: "a number as a path",
    // @ts-expect-error
    run: () => withCondition({ equals: [5, "actor.userId"] }),
    says: '5 is no path; a path is a text such as "task.requesterId"',
  },
  {
    what: "a promise of a server's condition without its function",
    // @ts-expect-error
    run: () => withCondition({ not: { server: true } satisfies Condition }),
    says: "give the function itself instead of { server: true }",
  },
];
