import { z } from "zod";
import { approvalRoles } from "../../src/policy/approval-roles.ts";
import { approvalWorkflow } from "../../src/workflow/approval.ts";
import type { ApprovalDefinition } from "../../src/workflow/approval-definition.ts";
import { defineTemplates } from "../../src/workflow/templates.ts";
import { defineWorkflow } from "../../src/workflow/workflow.ts";
import { startPurchase } from "../approvals/purchase.ts";
import type { Misuse } from "./misuse.ts";

const by = { role: "FINANCE" } as const;

interface Parts {
  readonly state?: object;
  readonly action?: object;
  readonly type?: object;
  readonly approval?: object;
}

const workflow =
  ({ state, action, type, approval }: Parts) =>
  () =>
    defineWorkflow({
      name: "purchase",
      initial: "asked",
      states: {
        asked: { kind: "waiting", ...(approval && { approval: "spend" }), ...state },
        ordered: { kind: "done" },
        denied: { kind: "dropped" },
      },
      actions: {
        order: { from: "asked", to: "ordered", decision: approval ? "for" : true, ...action },
        deny: { from: "asked", to: "denied", decision: approval ? "against" : true },
      },
      types: { purchase: { data: z.null(), ...type } },
      ...(approval && { approvals: { spend: approval as ApprovalDefinition } }),
    });

const step = (fields: object) => workflow({ approval: { steps: { line: { by, ...fields } } } });
const hours = { hours: 2 };

const templates = (template: object, subtask: object) => () =>
  defineTemplates(
    { workflow: approvalWorkflow, roles: approvalRoles },
    {
      sale: {
        version: 1,
        type: "task",
        ...template,
        subtasks: { verify: { title: "Verify", assignee: "creator", ...subtask } },
      },
    },
  );

/** Fields that nobody reads. The compiler infers the types of definitions, so it takes some of them. */
export const fieldMisuses: readonly Misuse[] = [
  {
    what: "an action with a misspelled `decision`",
    run: workflow({ action: { desicion: true } }),
    says: ['the action "order" has no field "desicion"', "decision, reason"],
  },
  {
    what: "an action without `from`",
    run: workflow({ action: { from: undefined } }),
    says: ['the action "order" needs `from`'],
  },
  {
    what: "a state with a misspelled `approval`",
    run: workflow({ state: { aproval: "spend" } }),
    says: ['the state "asked" has no field "aproval"', "kind, approval"],
  },
  {
    what: "a task type with a field that there isn't",
    run: workflow({ type: { label: "Purchase" } }),
    says: ['the task type "purchase" has no field "label"', "there are data"],
  },
  {
    what: "a workflow without task types",
    run: () => defineWorkflow({ name: "purchase", initial: "a", states: {}, actions: {} } as never),
    says: ["it has no task types", "`types`"],
  },
  {
    what: "an approval with a misspelled `distinct`",
    run: workflow({ approval: { distint: true, steps: { line: { by } } } }),
    says: ['approval "spend": it has no field "distint"', "distinct"],
  },
  {
    what: "a step with a misspelled `required`",
    run: step({ requird: 2 }),
    says: ['step "line": it has no field "requird"', "required"],
  },
  {
    what: "a group with a misspelled `required`",
    run: step({ by: undefined, groups: { money: { by, requird: 2 } } }),
    says: ['"money" has no field "requird"', "by, required"],
  },
  {
    what: "a deadline with a misspelled `escalate`",
    run: step({ deadline: { after: hours, escalat: [] } }),
    says: ['its deadline has no field "escalat"', "escalate"],
  },
  {
    what: "a reminder with a field that there isn't",
    run: step({ deadline: { after: hours, remind: [{ before: { hours: 1 }, to: by }] } }),
    says: ['a reminder has no field "to"', "before"],
  },
  {
    what: "an escalation with a field that there isn't",
    run: step({ deadline: { after: hours, escalate: [{ after: { hours: 1 }, to: by, by }] } }),
    says: ['an escalation has no field "by"', "after, to"],
  },
  {
    what: "a template with a misspelled `when`",
    run: templates({ wen: () => false }, {}),
    says: ['Template "sale": it has no field "wen"', "when"],
  },
  {
    what: "a subtask of a template with a misspelled `after`",
    run: templates({}, { afer: ["verify"] }),
    says: ['"verify" has no field "afer"', "after"],
  },
  {
    what: "an edit with data that no task type has",
    run: async () => {
      const { as, on } = await startPurchase({});
      // @ts-expect-error
      await as("ann").tasks.edit({ ...on, data: { amuont: 5 } });
    },
    says: "The data of this purchase is invalid",
  },
  {
    what: "a subtask of a template with a condition that is no function",
    run: templates({}, { when: false as never }),
    says: ['`when` of "verify" is no function'],
  },
];
