import type { StateKind } from "./task.ts";

/** A workflow as data, as it travels to clients. Made by `defineWorkflow`. */
export interface WorkflowData {
  readonly name: string;
  /** Increase it with each release that changes the workflow. */
  readonly version: number;
  readonly initial: string;
  readonly states: { readonly [state: string]: { readonly kind: StateKind } };
  readonly actions: { readonly [action: string]: ActionData };
  /**
   * The states in which the title, the description and the data of a task can be edited: the states
   * of the kind `waiting`, and those of the kind `dropped` from which an action leads back.
   */
  readonly editable: readonly string[];
  /** The states from which a task goes back to work if one of its subtasks is reopened. */
  readonly resumable: readonly string[];
  /** Whether a requester may decide on their own task. */
  readonly selfApproval: "refuse" | "allow";
  /**
   * `version`: a decision has to name the version of the task that the decider saw. It is refused
   * if the title, the description or the data has changed since.
   */
  readonly decisionNeeds: "version" | "nothing";
  /**
   * The effect of an edit of the title, the description or the data after decisions that still
   * count. `void`: these decisions no longer count, and the task goes back to be decided on again.
   * `lock`: the edit is refused.
   */
  readonly edits: "void" | "lock";
}

/** An action of a workflow. In a diagram, it is one arrow, or several arrows with the same name. */
export interface ActionData {
  readonly from: readonly string[];
  readonly to: string;
  /** The type of the event that it causes, e.g. `task.approved`. */
  readonly event: string;
  /**
   * The trigger of the action. `person`: a person takes it. `subtasks.done`: the last open subtask
   * is completed, or a person takes it while no subtask is open. `subtask.reopened`: a subtask of a
   * finished task is reopened.
   */
  readonly trigger: "person" | "subtasks.done" | "subtask.reopened";
  /**
   * Whether the action is a decision. A decision is recorded on the task, and the requester may not
   * take it unless `selfApproval` is `allow`.
   */
  readonly decision: boolean;
  readonly reason: "required" | "optional" | "none";
}

/**
 * A condition of a permission, as data about records, so that clients can check it too. A path
 * names a field of the facts, e.g. `task.requesterId`. If the field does not exist, the result is
 * unknown. An unknown result grants nothing, not even under `not`.
 */
export type Condition =
  /** Two fields have the same value. */
  | { readonly equals: readonly [path: string, path: string] }
  /** A field has this value. With null: the field is empty. */
  | { readonly is: readonly [path: string, value: string | number | boolean | null] }
  /** A list contains the value of another field. */
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
   * For each role and permission: true, or the names of conditions. One of the conditions has to
   * hold. An absent permission is denied.
   */
  readonly roles: {
    readonly [role: string]: { readonly [permission: string]: true | readonly string[] };
  };
  readonly conditions: { readonly [name: string]: Condition };
}

/** Roles that carry their names as a type. */
export interface NamedRoles<Role extends string = string> {
  readonly data: RolesData;
  /** Never set. It only carries the names. */
  readonly names?: Role;
}

/** The permissions that an app's own operations on tasks and on subtasks need, as they travel to clients. */
export interface OwnPermissions {
  readonly task?: readonly string[];
  readonly subtask?: readonly string[];
}

/** The words that can follow an at-sign in addition to people's names, as clients get them. */
export interface MentionsData<Role extends string = string> {
  /**
   * Groups of a board's members, by role: with `{ admins: { role: "ADMIN", names: ["ผู้ดูแล"] } }`,
   * `@admins` and `@ผู้ดูแล` mention all members with the role ADMIN.
   */
  readonly groups?: {
    readonly [handle: string]: { readonly role: Role; readonly names?: readonly string[] };
  };
  /** More words for `@everyone` and for `@here`. */
  readonly aliases?: { readonly [word: string]: "everyone" | "here" };
  /**
   * Whether several people may have one handle, or handles that look alike. To mention such a
   * person, the author then has to choose them in a picker. Default: false.
   */
  readonly sharedHandles?: boolean;
}
