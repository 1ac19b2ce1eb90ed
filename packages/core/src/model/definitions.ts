import type { StateKind } from "./task.ts";

/** A workflow as data, as it travels to clients. Made by `defineWorkflow`. */
export interface WorkflowData {
  readonly name: string;
  /** Count it up with each release that changes the workflow. */
  readonly version: number;
  readonly initial: string;
  readonly states: { readonly [state: string]: { readonly kind: StateKind } };
  readonly actions: { readonly [action: string]: ActionData };
  /**
   * The states in which the title, the description and the data of a task can be edited: those that
   * wait, and the dropped ones that a task can leave.
   */
  readonly editable: readonly string[];
  /** The states from which a task goes back to work if one of its subtasks is reopened. */
  readonly resumable: readonly string[];
  /** Whether a requester may decide on their own task. */
  readonly selfApproval: "refuse" | "allow";
  /**
   * `version`: a decision names the version of the task that its decider saw, and is refused if what
   * was decided on has changed since.
   */
  readonly decisionNeeds: "version" | "nothing";
  /**
   * The effect of an edit of the title, the description or the data while decisions stand. `void`: they
   * don't stand any more, and the task goes back to be decided on again. `lock`: it is refused.
   */
  readonly edits: "void" | "lock";
}

/** An action of a workflow: one arrow of its diagram, or several with the same name. */
export interface ActionData {
  readonly from: readonly string[];
  readonly to: string;
  /** The type of the event that it causes, e.g. `task.approved`. */
  readonly event: string;
  /**
   * Its cause: a person; the completion of the last subtask, or a person if no subtask is open; or the
   * reopening of a subtask after the task is done.
   */
  readonly trigger: "person" | "subtasks.done" | "subtask.reopened";
  /** Whether it is recorded on the task as a decision. The requester may not take it unless `selfApproval` is `allow`. */
  readonly decision: boolean;
  readonly reason: "required" | "optional" | "none";
}

/**
 * A condition of a permission, as data about records, so that clients can check it too. A path names a
 * field of the facts, e.g. `task.requesterId`. If a path leads nowhere, the answer is unknown, and an
 * unknown answer grants nothing, not even under `not`.
 */
export type Condition =
  /** Two fields have the same value. */
  | { readonly equals: readonly [path: string, path: string] }
  /** A field has this value. Null: it is empty. */
  | { readonly is: readonly [path: string, value: string | number | boolean | null] }
  /** A list has the value of another field among its entries. */
  | { readonly includes: readonly [list: string, path: string] }
  /**
   * A number or a date is less than a limit. The limit is a path, a number, or a date such as
   * `2026-12-31`, which means midnight in UTC. Dates are compared as instants.
   */
  | { readonly lessThan: readonly [path: string, than: string | number] }
  | { readonly atMost: readonly [path: string, than: string | number] }
  | { readonly moreThan: readonly [path: string, than: string | number] }
  | { readonly atLeast: readonly [path: string, than: string | number] }
  | { readonly not: Condition }
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  /** A function of the app, which only the server can call. */
  | { readonly server: true };

/** Roles as data, as they travel to clients. Made by `defineRoles`. */
export interface RolesData {
  /**
   * By role and permission: true, or the names of conditions of which one must hold. An absent permission
   * is denied.
   */
  readonly roles: {
    readonly [role: string]: { readonly [permission: string]: true | readonly string[] };
  };
  readonly conditions: { readonly [name: string]: Condition };
}

/** Roles that carry their names as a type. */
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

/** The words that can follow an at-sign, besides people's names, as they travel to clients. */
export interface MentionsData<Role extends string = string> {
  /**
   * Groups of a board's members, by role: with `{ admins: { role: "ADMIN", names: ["ผู้ดูแล"] } }`,
   * `@admins` and `@ผู้ดูแล` mention all members with the role ADMIN.
   */
  readonly groups?: {
    readonly [handle: string]: { readonly role: Role; readonly names?: readonly string[] };
  };
  /** More words for everyone, and for the people who are present. */
  readonly aliases?: { readonly [word: string]: "everyone" | "here" };
  /**
   * Whether several people may have one handle, or handles that look alike. A mention of one then needs
   * the choice of a person in a picker. Default: false.
   */
  readonly sharedHandles?: boolean;
}
