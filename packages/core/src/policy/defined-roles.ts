import type { NamedRoles } from "../model/definitions.ts";
import type { Facts } from "../model/facts.ts";
import type { Workflow } from "../workflow/workflow.ts";
import type { FactsOf } from "./condition-of.ts";

/**
 * A condition that only the host's server can judge. It gets what the command has read, and may be
 * asked again after a conflict. If it throws or rejects, it doesn't hold, and `onError` gets the error.
 */
export type ServerCondition<W = Workflow> = (facts: FactsOf<W>) => boolean | Promise<boolean>;

/** Roles, checked, with the host's own conditions. Made by `defineRoles`. */
export interface Roles<
  Role extends string = string,
  W extends Workflow = Workflow,
  Permission extends string = string,
  Named extends string = string,
> extends NamedRoles<Role> {
  readonly server: { readonly [condition: string]: (facts: Facts) => boolean | Promise<boolean> };
  /** The workflow whose actions they grant. */
  readonly workflow: W;
  /** Permissions of the host's own operations. */
  readonly permissions: readonly Permission[];
  /** Never set: carries the names of conditions. */
  readonly named?: Named;
}
