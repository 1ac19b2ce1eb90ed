import type { RolesData } from "./definitions.ts";
import type { Audience } from "./event.ts";
import { own } from "./own.ts";

/** How much of a topic a person sees: `all`, or only what they are `involved` in. */
export type Access = "all" | "involved";

/** What a role lets its holder see of a board's tasks; undefined: nothing. */
export function accessOf(role: string, { roles }: RolesData): Access | undefined {
  const grant = own(own(roles, role), "task.read");
  if (grant === true) return "all";
  return grant?.includes("involved") ? "involved" : undefined;
}

/** How an event appears to somebody: whole, not at all, or as `hidden` because it takes its subject out of their sight. */
export type View = "whole" | "hidden" | "absent";

/** The one rule for live delivery, replay and history. */
export function viewOf(audience: Audience, access: Access, userId: string): View {
  if (audience === null || access === "all") return "whole";
  if (audience.after.includes(userId)) return "whole";
  return audience.before.includes(userId) ? "hidden" : "absent";
}

/** Whether somebody may read a task as it is now: the same rule for snapshot, list, and every command on it. */
export function maySee(
  task: { readonly involved: readonly string[] },
  access: Access | undefined,
  userId: string,
): boolean {
  return access === "all" || (access === "involved" && task.involved.includes(userId));
}
