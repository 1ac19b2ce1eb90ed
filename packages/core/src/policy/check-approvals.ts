import type { ApprovalData } from "../model/approval-data.ts";
import type { Condition } from "../model/condition.ts";
import { thereAre } from "../model/nearest.ts";
import type { Workflow } from "../workflow/workflow.ts";
import { checkConditions } from "./check-conditions.ts";
import type { Roles } from "./defined-roles.ts";
import { FactFields } from "./fact-fields.ts";

/**
 * Checks the approvals of a workflow with the roles of the app: every role, every field in a condition and
 * every covered field has to exist, and somebody has to be able to vote in each approval.
 *
 * @throws {Error} naming the approval and the step, what is wrong, and the cure.
 */
export function checkApprovalRoles({ data }: Roles, workflow: Workflow): void {
  const roles = Object.keys(data.roles);
  for (const [name, approval] of Object.entries(workflow.data.approvals ?? {})) {
    for (const role of approval.delegates || [])
      if (!roles.includes(role))
        throw new Error(
          `\`delegates\` of the approval "${name}" names the role "${role}", which is not defined; ${thereAre(role, roles)}.`,
        );
    const conditions = conditionsOf(name, approval);
    for (const [where, condition] of Object.entries(conditions))
      for (const role of rolesIn(condition))
        if (!roles.includes(role))
          throw new Error(
            `The ${where} names the role "${role}", which is not defined; ${thereAre(role, roles)}.`,
          );
    checkConditions(conditions, workflow, roles);
    checkCovers(name, approval, new FactFields(workflow, roles));
    checkSomebodyVotes(name, data, workflow);
  }
}

/** Refuses a covered field that no task has: an edit of the field that was meant would void no vote. */
function checkCovers(approval: string, { steps }: ApprovalData, fields: FactFields): void {
  for (const [step, { covers }] of Object.entries(steps)) {
    const wrong = covers.find((path) => fields.at(`task.${path}`).length === 0);
    if (wrong === undefined) continue;
    const all = fields.paths(() => true).filter((path) => /^task\.data(\.|$)/.test(path));
    const known = ["title", "description", ...all.map((path) => path.slice("task.".length))];
    throw new Error(
      `\`covers\` of the step "${step}" of the approval "${approval}" names "${wrong}", which no task has; ${thereAre(wrong, known)}.`,
    );
  }
}

/** All conditions of an approval, by the place where each one stands. */
function conditionsOf(
  approval: string,
  { steps }: ApprovalData,
): { readonly [where: string]: Condition } {
  const found: { [where: string]: Condition } = {};
  for (const [step, { when, groups, deadline }] of Object.entries(steps)) {
    const where = `step "${step}" of the approval "${approval}"`;
    if (when) found[`\`when\` of the ${where}`] = when;
    for (const [group, { by }] of Object.entries(groups))
      found[`group "${group}" in the ${where}`] = by;
    if (!deadline) continue;
    const { after, escalate } = deadline;
    // A time can be compared with itself. So this checks that the field exists, and that it is a time.
    if ("at" in after) found[`deadline of the ${where}`] = { atMost: [after.at, after.at] };
    for (const { to } of escalate) found[`escalation of the ${where}`] = to;
  }
  return found;
}

/** The roles that the conditions of an approval name. */
export const rolesOfApproval = (approval: ApprovalData): string[] => [
  ...new Set(Object.values(conditionsOf("", approval)).flatMap(rolesIn)),
];

const rolesIn = (condition: Condition): string[] => {
  if ("is" in condition) {
    const [path, value] = condition.is;
    return path === "actor.role" ? [String(value)] : [];
  }
  if ("not" in condition) return rolesIn(condition.not);
  if ("all" in condition) return condition.all.flatMap(rolesIn);
  return "any" in condition ? condition.any.flatMap(rolesIn) : [];
};

/** Checks that some role can vote `for` where an approval is, and see the tasks. */
function checkSomebodyVotes(name: string, data: Roles["data"], { data: workflow }: Workflow): void {
  const states = Object.keys(workflow.states).filter(
    (state) => workflow.states[state]?.approval === name,
  );
  for (const [action, { vote, from }] of Object.entries(workflow.actions)) {
    if (vote !== "for" || !from.some((state) => states.includes(state))) continue;
    const canVote = Object.values(data.roles).some(
      (grants) => grants[`task.${action}`] && grants["task.read"],
    );
    if (!canVote)
      throw new Error(
        `Nobody could vote in the approval "${name}": no role grants "task.${action}" together with "task.read". Grant both to the roles that vote.`,
      );
  }
}
