import type { OperationContext } from "../../engine/operation/context.ts";
import { TaskwireError } from "../../errors.ts";
import { own } from "../../model/own.ts";

/** Whether a role grants any decision, with or without a condition. */
export function grantsDecisions(role: string, { definitions }: OperationContext): boolean {
  const { workflow, roles } = definitions;
  const granted = own(roles.roles, role) ?? {};
  return Object.entries(workflow.actions).some(
    ([name, { decision }]) => decision && granted[`task.${name}`] !== undefined,
  );
}

/** Throws if the host app hasn't defined the role. */
export function checkRole(role: string, { definitions }: OperationContext): void {
  const { roles } = definitions.roles;
  if (Object.hasOwn(roles, role)) return;
  const names = Object.keys(roles).join(", ");
  throw new TaskwireError("invalid", `There is no role "${role}". The roles are ${names}.`);
}
