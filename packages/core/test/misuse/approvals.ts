import { z } from "zod";
import { defineRoles } from "../../src/policy/roles.ts";
import { createTaskwire } from "../../src/taskwire.ts";
import type { ApprovalDefinition } from "../../src/workflow/approval-definition.ts";
import { defineWorkflow } from "../../src/workflow/workflow.ts";
import { purchaseWith, rolesFor } from "../approvals/purchase.ts";
import type { Misuse } from "./misuse.ts";

const line = { by: { role: "FINANCE" } } as const;

const define = (approval: ApprovalDefinition) => () => purchaseWith(approval);

const start = (approval: ApprovalDefinition) => () => {
  const workflow = purchaseWith(approval);
  return createTaskwire({ workflow, roles: rolesFor(workflow) });
};

const states = {
  asked: { kind: "waiting", approval: "spend" },
  ordered: { kind: "working" },
  received: { kind: "done" },
  denied: { kind: "dropped" },
} as const;
const approve = { from: "asked", to: "ordered", decision: "for" } as const;
const reject = { from: "asked", to: "denied", decision: "against" } as const;
const receive = { from: "ordered", to: "received", trigger: "subtasks.done" } as const;
const types = { purchase: { data: z.strictObject({ amount: z.number() }) } };
const base = { name: "purchase", initial: "asked", types } as const;
const approvals = { spend: { steps: { line } } } as const;

/** Wrong definitions of approvals. */
export const approvalMisuses: readonly Misuse[] = [
  {
    what: "a step that comes after one that there isn't",
    run: () =>
      defineWorkflow({
        ...base,
        states,
        actions: { approve, reject, receive },
        // @ts-expect-error there is no step "lin".
        approvals: { spend: { steps: { line, board: { after: ["lin"], by: { role: "BOARD" } } } } },
      }),
    says: ['comes after "lin"', "line"],
  },
  {
    what: "a state with an approval that there isn't",
    run: () =>
      defineWorkflow({
        ...base,
        // @ts-expect-error there is no approval "spent".
        states: { ...states, asked: { kind: "waiting", approval: "spent" } },
        actions: { approve, reject, receive },
        approvals,
      }),
    says: ['the approval "spent"', "spend"],
  },
  {
    what: "an approval without a way to say no",
    run: () =>
      defineWorkflow({
        ...base,
        states: { asked: states.asked, ordered: states.ordered, received: states.received },
        actions: { approve, receive },
        approvals,
      }),
    says: ["nobody could say no", 'decision: "against"'],
  },
  {
    what: "a decision in a state with an approval that does not say its part",
    run: () =>
      defineWorkflow({
        ...base,
        states,
        actions: { approve, reject: { ...reject, decision: true }, receive },
        approvals,
      }),
    says: ['"reject" decides in "asked"', 'decision: "for"'],
  },
  {
    what: "two actions that vote for",
    run: () =>
      defineWorkflow({
        ...base,
        states,
        actions: { approve, agree: approve, reject, receive },
        approvals,
      }),
    says: ["exactly one action", "it has 2"],
  },
  {
    what: "steps that come after each other in a circle",
    run: define({ steps: { a: { ...line, after: ["b"] }, b: { ...line, after: ["a"] } } }),
    says: "comes after itself",
  },
  {
    what: "steps that all have a condition",
    run: define({ steps: { a: { ...line, when: { atLeast: ["task.data.amount", 1] } } } }),
    says: "perhaps no step opens",
  },
  {
    what: "more required votes than anybody can give",
    run: define({ steps: { line: { ...line, required: 51 } } }),
    says: ["required: 51", "from 1 to 50"],
  },
  {
    what: "no votes against",
    run: define({ steps: { line: { ...line, against: 0 } } }),
    says: "`against` is 0",
  },
  {
    what: "a condition on a field that changes without an edit",
    run: define({ steps: { line: { by: { equals: ["task.decision.by", "actor.userId"] } } } }),
    says: ['reads "task.decision.by"', "task.data"],
  },
  {
    what: "a condition that only the server can check",
    run: define({ steps: { line: { by: { server: true } } } }),
    says: "a condition of data",
  },
  {
    what: "a step for a role that there isn't",
    run: start({ steps: { line: { by: { role: "FINNANCE" } } } }),
    says: ['the role "FINNANCE"', "FINANCE"],
  },
  {
    what: "a condition on a field that the data doesn't have",
    run: start({ steps: { line: { by: { equals: ["task.data.manager", "actor.userId"] } } } }),
    says: ['"task.data.manager"', "task.data.managerId"],
  },
  {
    what: "a covered field that the data doesn't have",
    run: start({ steps: { line: { ...line, covers: ["title", "data.amont"] } } }),
    says: ['`covers` of the step "line"', '"data.amont", which no task has', "data.amount"],
  },
  {
    what: "an approval that no role can vote in",
    run: () => {
      const workflow = purchaseWith({ steps: { line } });
      const roles = defineRoles({ workflow, roles: { FINANCE: { "task.read": true } } });
      return createTaskwire({ workflow, roles });
    },
    says: ["Nobody could vote", '"task.approve"'],
  },
];
