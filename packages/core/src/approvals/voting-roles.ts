import type { Remedy } from "../authorize/remedy.ts";
import type { Condition } from "../model/condition.ts";
import { own } from "../model/own.ts";
import type { Running } from "./vote-steps.ts";

/** The roles for which a condition can hold. Undefined if it doesn't depend on the role. */
function rolesIn(condition: Condition): readonly string[] | undefined {
  if ("is" in condition) {
    const [path, role] = condition.is;
    return path === "actor.role" ? [String(role)] : undefined;
  }
  if ("all" in condition) return condition.all.map(rolesIn).find((roles) => roles !== undefined);
  if (!("any" in condition)) return undefined;
  const each = condition.any.map(rolesIn);
  return each.includes(undefined) ? undefined : each.flatMap((roles) => roles ?? []);
}

/**
 * Leaves out of a remedy the roles that can't vote in any of these steps. Without steps, or where
 * added or escalated people may vote too, the remedy stays as it is.
 */
export function amongVoters(
  remedy: Remedy,
  steps: readonly string[],
  { approval, definition }: Running,
): Remedy {
  if (remedy === "none" || steps.length === 0) return remedy;
  const roles = steps.map((name) => {
    const step = approval.steps[name];
    const isOpenToOthers =
      step && ((step.escalated ?? 0) > 0 || Object.keys(step.added ?? {}).length > 0);
    const groups = Object.values(own(definition.steps, name)?.groups ?? {});
    return isOpenToOthers ? undefined : rolesIn({ any: groups.map(({ by }) => by) });
  });
  if (roles.includes(undefined)) return remedy;
  const known = new Set(roles.flatMap((one) => one ?? []));
  const narrowed = remedy.map((one) => ({
    ...one,
    by: one.by.filter(({ role }) => known.has(role)),
  }));
  return narrowed.every(({ by }) => by.length > 0) ? narrowed : remedy;
}
