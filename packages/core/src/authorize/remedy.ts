import type { ActionData, RolesData, WorkflowData } from "../model/definitions.ts";
import type { Definitions } from "../model/facts.ts";
import { own } from "../model/own.ts";

/** Who can take a step: somebody with this role, for whom one of the conditions in `if` holds (none: no condition). */
export interface RemedyActor {
  readonly role: string;
  readonly if?: readonly string[];
  /** Not somebody for whom this holds. */
  readonly not?: "requester";
}

/** One thing to do on the way to yes. */
export interface RemedyStep {
  /** A permission's name, e.g. `task.resubmit`. */
  readonly action: string;
  /** The subtask, where it isn't the one that was asked about. */
  readonly subtaskId?: string;
  /** Work that begins on this remedy may bring subtasks, which only the server knows: then the last of them takes this step by itself. */
  readonly unless?: "subtasks";
  readonly by: readonly RemedyActor[];
}

/** The nearest way to what was refused, the refused action itself included; or `none`. */
export type Remedy = readonly RemedyStep[] | "none";

/** Everybody whose role can grant a permission. */
export function whoMay(permission: string, { roles }: RolesData, not?: "requester"): RemedyActor[] {
  return Object.entries(roles).flatMap(([role, grants]) => {
    const grant = own(grants, permission);
    if (!grant) return [];
    return [{ role, ...(grant !== true && { if: grant }), ...(not && { not }) }];
  });
}

/** Whether the requester is kept from this action on their own task. */
export const notByRequester = (action: ActionData, workflow: WorkflowData): boolean =>
  action.decision && workflow.selfApproval === "refuse";

/** One step, or `none` when no role could take it. */
export function step(action: string, { workflow, roles }: Definitions, subtaskId?: string): Remedy {
  const data = action.startsWith("task.")
    ? workflow.actions[action.slice("task.".length)]
    : undefined;
  const by = whoMay(
    action,
    roles,
    data && notByRequester(data, workflow) ? "requester" : undefined,
  );
  return by.length === 0 ? "none" : [{ action, by, ...(subtaskId !== undefined && { subtaskId }) }];
}

/** One remedy after the other; `none` when a part of it is. */
export function join(...parts: readonly Remedy[]): Remedy {
  const steps: RemedyStep[] = [];
  for (const part of parts) {
    if (part === "none") return "none";
    steps.push(...part);
  }
  return steps;
}
