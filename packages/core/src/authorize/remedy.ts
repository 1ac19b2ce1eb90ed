import type { ActionData, RolesData, WorkflowData } from "../model/definitions.ts";
import type { Definitions } from "../model/facts.ts";
import { own } from "../model/own.ts";

/**
 * The people with one role who can take a step. If there is an `if`, one of its conditions has to
 * hold. Without `if`, all people with the role can take the step.
 */
export interface RemedyActor {
  readonly role: string;
  readonly if?: readonly string[];
  /** The requester of the task can't take it. */
  readonly not?: "requester";
}

/** One step of a remedy. */
export interface RemedyStep {
  /** The name of a permission, e.g. `task.resubmit`. */
  readonly action: string;
  /** The subtask that the step is about, if it is another one than the subtask in question. */
  readonly subtaskId?: string;
  /**
   * An earlier step may create subtasks that only the server knows. Then this step is not needed:
   * completing the last of these subtasks triggers it.
   */
  readonly unless?: "subtasks";
  /**
   * The ids of the only people who can take it, if the task names them, for example the manager in its
   * data. They need one of the roles in `by` too.
   */
  readonly people?: readonly string[];
  readonly by: readonly RemedyActor[];
}

/**
 * The shortest list of steps that make a refused action possible. The action itself is the last step.
 * `none` if there is no such list.
 */
export type Remedy = readonly RemedyStep[] | "none";

/** Returns the people whose role grants a permission. */
export function rolesThatCan(
  permission: string,
  { roles }: RolesData,
  isForOthers?: boolean,
): RemedyActor[] {
  return Object.entries(roles).flatMap(([role, grants]) => {
    const grant = own(grants, permission);
    return grant
      ? [{ role, ...(grant !== true && { if: grant }), ...(isForOthers && { not: "requester" }) }]
      : [];
  });
}

/** Says to the requester of a task why they can't decide on it. */
export const ownRequest = "It is your own request: somebody else decides.";

/** Whether the requester of a task is not allowed to take this action on it. */
export const excludesRequester = (
  action: ActionData | undefined,
  workflow: WorkflowData,
): boolean | undefined => action?.decision && workflow.selfApproval === "refuse";

/** Returns the action of the workflow that needs this permission. */
export const actionFor = (permission: string, { actions }: WorkflowData): ActionData | undefined =>
  own(actions, permission.replace(/^task\./, ""));

/** Returns a remedy of one step, or `none` if no role grants the permission. */
export function step(action: string, { workflow, roles }: Definitions, subtaskId?: string): Remedy {
  const isForOthers = excludesRequester(actionFor(action, workflow), workflow);
  const by = rolesThatCan(action, roles, isForOthers);
  return by[0] ? [{ action, by, ...(subtaskId && { subtaskId }) }] : "none";
}

/** Joins remedies. The result is `none` if one of them is. */
export const join = (...remedies: readonly Remedy[]): Remedy =>
  remedies.includes("none") ? "none" : (remedies as RemedyStep[][]).flat();
