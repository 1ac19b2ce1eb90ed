import type { Condition } from "../model/condition.ts";
import type { RolesData } from "../model/definitions.ts";
import { checkFields } from "../model/known-fields.ts";
import type { Workflow } from "../workflow/workflow.ts";
import { builtInConditions } from "./built-in-conditions.ts";
import { checkRoles } from "./check-roles.ts";
import type { ConditionOf } from "./condition-of.ts";
import type { Roles, ServerCondition } from "./defined-roles.ts";
import type { PermissionOf } from "./permissions.ts";

// Without `workflow`, the one of the extended roles counts.
type Given<W, Base> = [W] extends [never] ? Base : W;

/**
 * Defines the permissions of each role. A permission that isn't granted is denied. A grant is `true`, or a list of
 * conditions of which one must hold: built in (`requester`, `assignee`, `involved`, `author`,
 * `founder`, `room_founder`), data about record fields, or a function that the server calls.
 *
 * With `extends`, roles start with the grants of other roles; `false` removes one.
 *
 * @throws {Error} if a permission, a condition or a path in one is unknown, if a condition compares
 * what can't be compared, if `task.read` has another condition than `involved`, or if a role is
 * called `system`. The message names it and the cure.
 * @example
 * ```ts
 * const roles = defineRoles({
 *   workflow,
 *   conditions: {
 *     small: { atMost: ["task.data.amount", 1_000] },
 *     four_eyes: { not: { equals: ["task.decision.by", "actor.userId"] } },
 *   },
 *   roles: {
 *     CLERK: { "task.read": ["involved"], "task.create": true, "subtask.complete": ["assignee"] },
 *     CHIEF: { "task.read": true, "task.order": ["small"], "task.deny": true },
 *   },
 * });
 * ```
 */
export function defineRoles<
  const Role extends string,
  const W extends Workflow = never,
  const C extends string = never,
  const P extends string = never,
  const BaseRole extends string = never,
  const BaseW extends Workflow = never,
  const BaseP extends string = never,
  const BaseC extends string = never,
>(definition: {
  readonly workflow?: W;
  /** The roles to start with, e.g. `approvalRoles`. */
  readonly extends?: Roles<BaseRole, BaseW, BaseP, BaseC>;
  /** The permissions of the app's own operations. */
  readonly permissions?: readonly P[];
  readonly conditions?: {
    readonly [N in C]: ConditionOf<Given<W, BaseW>> | ServerCondition<Given<W, BaseW>>;
  };
  // Names are inferred from their declarations only. If uses counted too, a misspelled name would declare itself.
  readonly roles: {
    readonly [R in Role]: {
      readonly [N in PermissionOf<Given<W, BaseW>> | NoInfer<P> | NoInfer<BaseP>]?:
        | true
        | readonly (keyof typeof builtInConditions | NoInfer<C> | NoInfer<BaseC>)[]
        | ([BaseRole] extends [never] ? never : false);
    };
  };
}): Roles<Role | BaseRole, Given<W, BaseW>, P | BaseP, C | BaseC> {
  checkDefinition(definition);
  const { extends: base, conditions: own = {} } = definition;
  const workflow: Workflow | undefined = definition.workflow ?? base?.workflow;
  if (!workflow?.data)
    throw new Error("defineRoles needs `workflow`: give what defineWorkflow returned.");
  const permissions = [...(base?.permissions ?? []), ...(definition.permissions ?? [])];
  const server: { [name: string]: Roles["server"][string] } = { ...base?.server };
  const conditions: { [name: string]: Condition } = {
    ...(base?.data.conditions ?? builtInConditions),
  };
  for (const [name, condition] of Object.entries<unknown>(own)) {
    if (Object.hasOwn(conditions, name))
      throw new Error(
        Object.hasOwn(builtInConditions, name)
          ? `The condition "${name}" is built in and means the same everywhere; call yours something else.`
          : `The extended roles have a condition "${name}"; call yours something else.`,
      );
    if (typeof condition === "function") server[name] = condition as Roles["server"][string];
    conditions[name] =
      typeof condition === "function" ? { server: true } : (condition as Condition);
  }
  const given = definition.roles as RoleGrants;
  const roles = base ? extendedRoles(base.data.roles, given) : (given as RolesData["roles"]);
  const data: RolesData = { roles, conditions };
  const made = { data, server, workflow, permissions };
  checkRoles(made);
  return made as never;
}

const definitionFields = {
  workflow: true,
  extends: true,
  permissions: true,
  conditions: true,
  roles: true,
} as const;

/** Refuses a definition without roles, or with other fields, for programs that no compiler has checked. */
function checkDefinition(definition: { readonly extends?: unknown; readonly roles: object }): void {
  const roles: unknown = definition?.roles;
  if (typeof roles !== "object" || roles === null)
    throw new Error(
      'defineRoles needs `roles`: the grants of each role, e.g. { CLERK: { "task.create": true } }.',
    );
  checkFields(definitionFields, definition, (text) => new Error(`defineRoles ${text}`));
  if (Object.hasOwn(roles, "__proto__"))
    throw new Error('A role can\'t have the name "__proto__"; call it something else.');
  const base = definition.extends as Partial<Roles> | undefined;
  if (base !== undefined && !base?.data)
    throw new Error("`extends` needs what defineRoles returned, e.g. `approvalRoles`.");
}

type RoleGrants = {
  readonly [role: string]: { readonly [permission: string]: boolean | readonly string[] };
};

/** Adds grants to those that roles start with, and removes those that are `false`. */
function extendedRoles(base: RolesData["roles"], given: RoleGrants): RolesData["roles"] {
  const roles: { [role: string]: { [permission: string]: true | readonly string[] } } = {
    ...base,
  };
  for (const [role, grants] of Object.entries(given)) {
    const extended = { ...roles[role] };
    for (const [permission, grant] of Object.entries(grants)) {
      if (grant !== false) extended[permission] = grant;
      else if (Object.hasOwn(extended, permission)) delete extended[permission];
      else
        throw new Error(
          `Role "${role}": "${permission}" is not granted by the roles that it extends, so there is nothing to take away; leave it out.`,
        );
    }
    roles[role] = extended;
  }
  return roles;
}
