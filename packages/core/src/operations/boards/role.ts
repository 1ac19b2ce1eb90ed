import type { OperationContext } from "../../engine/operation/context.ts";
import { TaskwireError } from "../../errors.ts";

/** Throws if the host app hasn't defined the role. */
export function checkRole(role: string, { definitions }: OperationContext): void {
  const { roles } = definitions.roles;
  if (Object.hasOwn(roles, role)) return;
  const names = Object.keys(roles).join(", ");
  throw new TaskwireError("invalid", `There is no role "${role}". The roles are ${names}.`);
}
