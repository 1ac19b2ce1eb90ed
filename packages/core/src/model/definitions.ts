import type { StateKind } from "./task.ts";

/** A workflow as data, as it travels to clients. Made by `defineWorkflow`. */
export interface WorkflowData {
  readonly name: string;
  readonly initial: string;
  readonly states: { readonly [state: string]: { readonly kind: StateKind } };
  readonly actions: { readonly [action: string]: ActionData };
  /** Whether a requester may decide on their own task. */
  readonly selfApproval: "refuse" | "allow";
}

/** One arrow of the diagram, or several with one name. */
export interface ActionData {
  readonly from: readonly string[];
  readonly to: string;
  /** The type of the event it causes, e.g. `task.approved`. */
  readonly event: string;
  /** Who sets it off: a person, the last subtask being done (by hand only when none is open), or a finished task's subtask being reopened. */
  readonly trigger: "person" | "subtasks.done" | "subtask.reopened";
  /** A decision is recorded on the task, and the requester may not take it unless `selfApproval` is `allow`. */
  readonly decision: boolean;
  readonly reason: "required" | "optional" | "none";
}

/**
 * A condition of a permission as data over records, so that the client judges it too. A path names a
 * field of the facts, e.g. `task.requesterId`. A path that leads nowhere never grants, under `not`
 * neither: whether the condition holds is then unknown.
 */
export type Condition =
  /** Two fields have the same value. */
  | { readonly equals: readonly [path: string, path: string] }
  /** A field has this value. Null: it is empty. */
  | { readonly is: readonly [path: string, value: string | number | boolean | null] }
  /** A list has the value of another field among its entries. */
  | { readonly includes: readonly [list: string, path: string] }
  /** Numbers, or dates as instants. The second may be a path, a number, or a date such as `2026-12-31`, which is midnight in UTC. */
  | { readonly lessThan: readonly [path: string, than: string | number] }
  | { readonly atMost: readonly [path: string, than: string | number] }
  | { readonly moreThan: readonly [path: string, than: string | number] }
  | { readonly atLeast: readonly [path: string, than: string | number] }
  | { readonly not: Condition }
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  /** Only the server can tell: a function of the host's. */
  | { readonly server: true };

/** Roles as data, as they travel to clients. Made by `defineRoles`. */
export interface RolesData {
  /** Per role and permission: true, or the names of conditions of which one must hold. What is absent is denied. */
  readonly roles: {
    readonly [role: string]: { readonly [permission: string]: true | readonly string[] };
  };
  readonly conditions: { readonly [name: string]: Condition };
}

/** Roles with their names as types. */
export interface NamedRoles<Role extends string = string> {
  readonly data: RolesData;
  /** Never set: carries the names. */
  readonly names?: Role;
}

/** The permissions that an app's own operations on tasks and on subtasks need, as they travel to clients. */
export interface OwnPermissions {
  readonly task?: readonly string[];
  readonly subtask?: readonly string[];
}

/** What can be written after an at-sign beside people's names, as it travels to clients. */
export interface MentionsData<Role extends string = string> {
  /** Groups of a board's members by their role: `{ admins: { role: "ADMIN", names: ["ผู้ดูแล"] } }` makes `@admins` and `@ผู้ดูแล`. */
  readonly groups?: {
    readonly [handle: string]: { readonly role: Role; readonly names?: readonly string[] };
  };
  /** Further words for everyone and for who is present. */
  readonly aliases?: { readonly [word: string]: "everyone" | "here" };
}
