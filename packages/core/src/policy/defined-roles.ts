import type { NamedRoles } from "../model/definitions.ts";
import type { Facts } from "../model/facts.ts";
import type { Workflow } from "../workflow/workflow.ts";
import type { FactsOf } from "./condition-of.ts";

/**
 * A condition that only the server can check. It gets the records that the command has read, frozen.
 * After a conflict it is called again. If it throws, rejects or takes longer than 5 s, it doesn't hold,
 * and `onError` gets the error.
 */
export type ServerCondition<W = Workflow> = (facts: FactsOf<W>) => boolean | Promise<boolean>;

/** Checked roles with their conditions. Made by `defineRoles`. */
export interface Roles<
  Role extends string = string,
  W extends Workflow = Workflow,
  Permission extends string = string,
  Named extends string = string,
> extends NamedRoles<Role> {
  readonly server: { readonly [condition: string]: (facts: Facts) => boolean | Promise<boolean> };
  /** The workflow whose actions they grant. */
  readonly workflow: W;
  /** The permissions of the app's own operations. */
  readonly permissions: readonly Permission[];
  /** Never set: carries the names of conditions. */
  readonly named?: Named;
}
