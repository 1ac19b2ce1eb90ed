import type { ActionData, RolesData, WorkflowData } from "../model/definitions.ts";
import type { Definitions } from "../model/facts.ts";

/** Who can take a step: somebody with this role, for whom one of the conditions in `if` holds (none: no condition). */
export interface Who {
  readonly role: string;
  readonly if?: readonly string[];
  /** Not somebody for whom this holds. */
  readonly not?: "requester";
}

/** One thing to do on the way to yes. */
export interface Step {
  /** A permission's name, e.g. `task.resubmit`. */
  readonly action: string;
  /** The subtask, where it isn't the one that was asked about. */
  readonly subtaskId?: string;
  /** Work that begins on this way may bring subtasks, which only the server knows: then the last of them takes this step by itself. */
  readonly unless?: "subtasks";
  readonly by: readonly Who[];
}

/** The nearest way to what was refused, the refused action itself included; or `never`. */
export type Way = readonly Step[] | "never";

/** Everybody whose role can grant a permission. */
export function whoMay(permission: string, { roles }: RolesData, not?: "requester"): Who[] {
  return Object.entries(roles).flatMap(([role, grants]) => {
    const grant = Object.hasOwn(grants, permission) ? grants[permission] : undefined;
    if (!grant) return [];
    return [{ role, ...(grant !== true && { if: grant }), ...(not && { not }) }];
  });
}

/** Whether the requester is kept from this action on their own task. */
export const notByRequester = (action: ActionData, workflow: WorkflowData): boolean =>
  action.decision && workflow.selfApproval === "refuse";

/** One step, or `never` when no role could take it. */
export function step(action: string, { workflow, roles }: Definitions, subtaskId?: string): Way {
  const data = action.startsWith("task.")
    ? workflow.actions[action.slice("task.".length)]
    : undefined;
  const by = whoMay(
    action,
    roles,
    data && notByRequester(data, workflow) ? "requester" : undefined,
  );
  return by.length === 0
    ? "never"
    : [{ action, by, ...(subtaskId !== undefined && { subtaskId }) }];
}

/** One way after the other; `never` when a part of it is. */
export function join(...parts: readonly Way[]): Way {
  const steps: Step[] = [];
  for (const part of parts) {
    if (part === "never") return "never";
    steps.push(...part);
  }
  return steps;
}

/** The shortest way, by actions of people, from a state to one that fits. */
export function wayBetween(
  from: string,
  fits: (state: string) => boolean,
  definitions: Definitions,
): Way {
  const { actions } = definitions.workflow;
  const seen = new Set([from]);
  let edge: { state: string; way: Way }[] = [{ state: from, way: [] }];
  while (edge.length > 0) {
    const next: typeof edge = [];
    for (const { state, way } of edge) {
      if (fits(state)) return way;
      for (const [name, action] of Object.entries(actions)) {
        if (action.trigger !== "person" || !action.from.includes(state) || seen.has(action.to))
          continue;
        const longer = join(way, step(`task.${name}`, definitions));
        if (longer === "never") continue;
        seen.add(action.to);
        next.push({ state: action.to, way: longer });
      }
    }
    edge = next;
  }
  return "never";
}
