import { thereAre } from "../model/nearest.ts";
import type {
  ApprovalDefinition,
  DeadlineDefinition,
  GroupDefinition,
  StepFields,
} from "./approval-definition.ts";
import type { SubtaskTemplate, Template } from "./templates.ts";
import type { ActionDefinition } from "./workflow.ts";

type Fields<T> = { readonly [F in keyof Required<T>]: true };

const action: Fields<ActionDefinition<string>> = {
  from: true,
  to: true,
  event: true,
  trigger: true,
  decision: true,
  reason: true,
};
const approval: Fields<ApprovalDefinition> = {
  edits: true,
  carryOver: true,
  distinct: true,
  rounds: true,
  delegates: true,
  calendar: true,
  steps: true,
};
const group: Fields<GroupDefinition> = { by: true, required: true };
const step: Fields<StepFields<unknown> & GroupDefinition> & { readonly groups: true } = {
  ...{ after: true, when: true, against: true, covers: true, deadline: true },
  ...group,
  groups: true,
};
const deadline: Fields<DeadlineDefinition> = {
  after: true,
  remind: true,
  escalate: true,
  action: true,
  grace: true,
};
const template: Fields<Template> = { version: true, type: true, when: true, subtasks: true };
const subtask: Fields<SubtaskTemplate> = {
  title: true,
  assignee: true,
  after: true,
  due: true,
  when: true,
};

/** The fields of the parts of a workflow and of a template. */
const fieldsOf = {
  ...{ action, approval, group, step, deadline, template, subtask },
  state: { kind: true, approval: true },
  "task type": { data: true },
  reminder: { before: true },
  escalation: { after: true, to: true },
};

/**
 * Refuses a part with a field that nobody reads. A misspelled `decision` would otherwise let requesters
 * approve their own tasks. The compiler does not notice such a field, because the types of definitions
 * are inferred.
 *
 * @throws {Error} that names the field, and the fields that the part can have.
 */
export function checkFields(
  part: keyof typeof fieldsOf,
  given: object,
  problem: (text: string) => Error,
): void {
  const known = Object.keys(fieldsOf[part]);
  const wrong = Object.keys(given ?? {}).find((field) => !known.includes(field));
  if (wrong !== undefined) throw problem(`has no field "${wrong}"; ${thereAre(wrong, known)}.`);
}

/**
 * Checks the fields of all states, actions and task types of a workflow.
 *
 * @throws {Error} that names the part and its field, and the cure.
 */
export function checkParts(
  workflow: string,
  parts: { readonly [P in "state" | "action" | "task type"]: { readonly [name: string]: object } },
): void {
  for (const [part, all] of Object.entries(parts)) {
    if (typeof all !== "object" || all === null)
      throw new Error(
        `Workflow "${workflow}": it has no ${part}s; give at least one in \`${part.replace("task ", "")}s\`.`,
      );
    for (const [name, one] of Object.entries(all))
      checkFields(
        part as "state",
        one,
        (text) => new Error(`Workflow "${workflow}": the ${part} "${name}" ${text}`),
      );
  }
}
