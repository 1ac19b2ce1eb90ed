import type { RolesData } from "./definitions.ts";
import type { Audience } from "./event.ts";
import { own } from "./own.ts";

/** How much of a topic a person sees: `all`, or only what they are `involved` in. */
export type Access = "all" | "involved";

/**
 * Returns how many of a board's tasks a person with this role sees. Undefined if the role grants no
 * access.
 */
export function accessOf(role: string, { roles }: RolesData): Access | undefined {
  const grant = own(own(roles, role), "task.read");
  if (grant === true) return "all";
  return grant?.includes("involved") ? "involved" : undefined;
}

/**
 * How an event appears to a reader: `whole`, `absent`, or `hidden` if the reader may not see its subject
 * from this event on.
 */
export type View = "whole" | "hidden" | "absent";

/** Returns how an event appears to a reader. Live delivery, replay and history use the same rule. */
export function viewOf(audience: Audience, access: Access, userId: string): View {
  if (audience === null || access === "all") return "whole";
  if (audience.after.includes(userId)) return "whole";
  return audience.before.includes(userId) ? "hidden" : "absent";
}

/** Whether a person may read a task now. Snapshots, lists and commands use the same rule. */
export function maySee(
  task: { readonly involved: readonly string[] },
  access: Access | undefined,
  userId: string,
): boolean {
  return access === "all" || (access === "involved" && task.involved.includes(userId));
}
