import { systemId } from "../model/actor.ts";
import type { Condition, NamedRoles, RolesData } from "../model/definitions.ts";
import type { Facts } from "../model/facts.ts";

/** Conditions that every system has, as data. */
export const builtInConditions = {
  /** Asked for the task. */
  requester: { equals: ["task.requesterId", "actor.userId"] },
  /** Has the subtask to do. */
  assignee: { equals: ["subtask.assigneeId", "actor.userId"] },
  /** Asked for the task or has one of its subtasks. */
  involved: { includes: ["task.involved", "actor.userId"] },
  /** Wrote the message or the comment. */
  author: {
    any: [
      { equals: ["message.authorId", "actor.userId"] },
      { equals: ["comment.authorId", "actor.userId"] },
    ],
  },
  /** Made the room. */
  room_founder: { equals: ["room.createdBy", "actor.userId"] },
  /** Made the board. */
  founder: { equals: ["board.createdBy", "actor.userId"] },
} as const satisfies { [name: string]: Condition };

/** Permissions that don't come from a workflow's actions. */
export const basePermissions = [
  "board.create",
  "board.edit",
  "member.add",
  "member.change",
  "member.remove",
  "task.read",
  "task.create",
  "task.edit",
  "subtask.create",
  "subtask.assign",
  "subtask.complete",
  "subtask.reopen",
  "room.create",
  "room.invite",
  "room.edit",
  "room.remove",
  "message.post",
  "message.edit",
  "message.delete",
  "comment.post",
  "comment.edit",
  "comment.delete",
  "comment.resolve",
  "mention.group",
  "mention.here",
  "mention.everyone",
  "user.put",
] as const;

/** A condition that only the host's server can judge. Called with what the command has read; may be asked again after a conflict. */
export type ServerCondition = (facts: Facts) => boolean | Promise<boolean>;

/** Roles, checked, with the host's own conditions. */
export interface Roles<Role extends string = string> extends NamedRoles<Role> {
  readonly server: { readonly [condition: string]: ServerCondition };
}

type ActionsOf<W> = W extends { readonly names?: { readonly action: infer A extends string } }
  ? A
  : never;

/**
 * Defines what each role may do. What isn't granted is denied. A grant is `true`, or names conditions of which one must
 * hold: built in (`requester`, `assignee`, `involved`, `founder`), data over record fields, or a function of the host's.
 *
 * @throws {Error} when `task.read` has another condition than `involved`, a name is unknown, or a role is called `system`.
 * @example
 * ```ts
 * const roles = defineRoles({
 *   workflow,
 *   conditions: { small: { is: ["task.data.size", "small"] } },
 *   roles: {
 *     CLERK: { "task.read": ["involved"], "task.create": true, "subtask.complete": ["assignee"] },
 *     CHIEF: { "task.read": true, "task.approve": ["small"], "task.reject": true },
 *   },
 * });
 * ```
 */
export function defineRoles<
  const W extends { readonly data: { readonly actions: object } },
  const Role extends string,
  const C extends string = never,
  const P extends string = never,
>(definition: {
  readonly workflow: W;
  /** Permissions of the host's own operations. */
  readonly permissions?: readonly P[];
  readonly conditions?: { readonly [N in C]: Condition | ServerCondition };
  // Names come from where they are declared; inferred from their uses, every typing mistake would declare one.
  readonly roles: {
    readonly [R in Role]: {
      readonly [N in (typeof basePermissions)[number] | `task.${ActionsOf<W>}` | NoInfer<P>]?:
        | true
        | readonly (keyof typeof builtInConditions | NoInfer<C>)[];
    };
  };
}): Roles<Role> {
  const server: { [name: string]: ServerCondition } = {};
  const conditions: { [name: string]: Condition } = { ...builtInConditions };
  for (const [name, condition] of Object.entries<Condition | ServerCondition>(
    definition.conditions ?? {},
  )) {
    if (Object.hasOwn(builtInConditions, name))
      throw new Error(
        `The condition "${name}" is built in and means the same everywhere; call yours something else.`,
      );
    if (typeof condition === "function") server[name] = condition;
    conditions[name] = typeof condition === "function" ? { server: true } : condition;
  }
  const data: RolesData = { roles: definition.roles as RolesData["roles"], conditions };
  const known = [
    ...basePermissions,
    ...(definition.permissions ?? []),
    ...Object.keys(definition.workflow.data.actions).map((name) => `task.${name}`),
  ];
  checkRoles(data, known);
  return { data, server };
}

function checkRoles({ roles, conditions }: RolesData, known: readonly string[]): void {
  for (const [role, grants] of Object.entries(roles)) {
    if (role === systemId)
      throw new Error(
        `The role "${systemId}" is the host's own code; call the role something else.`,
      );
    for (const [permission, grant] of Object.entries(grants)) {
      if (!known.includes(permission))
        throw new Error(
          `Role "${role}": there is no permission "${permission}"; known are ${known.join(", ")}.`,
        );
      if (grant === true) continue;
      if (!Array.isArray(grant) || grant.length === 0)
        throw new Error(
          `Role "${role}": "${permission}" is true or a list of conditions; to deny it, leave it out.`,
        );
      const unknown = grant.find((name) => !Object.hasOwn(conditions, name));
      if (unknown !== undefined)
        throw new Error(
          `Role "${role}": "${permission}" names the condition "${unknown}", which is not defined.`,
        );
      if (permission === "task.read" && (grant.length !== 1 || grant[0] !== "involved")) {
        throw new Error(
          `Role "${role}": "task.read" is true or ["involved"]; sight is fixed with each event, so other conditions can't decide it.`,
        );
      }
    }
  }
}
