import type { ApprovalsData } from "./approval-data.ts";
import type { Condition } from "./condition.ts";
import type { StateKind } from "./task.ts";

/** A workflow as data, as it travels to clients. Made by `defineWorkflow`. */
export interface WorkflowData {
  readonly name: string;
  /** Increase it with each release that changes the workflow. */
  readonly version: number;
  readonly initial: string;
  readonly states: {
    readonly [state: string]: {
      readonly kind: StateKind;
      /** The approval whose steps a task in this state goes through. */
      readonly approval?: string;
    };
  };
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
  /** Absent if no state has an approval. */
  readonly approvals?: ApprovalsData;
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
   * finished task is reopened. `deadline`: the deadline of a step passes. No person can take it.
   */
  readonly trigger: "person" | "subtasks.done" | "subtask.reopened" | "deadline";
  /**
   * Whether the action is a decision. A decision is recorded on the task, and the requester may not
   * take it unless `selfApproval` is `allow`.
   */
  readonly decision: boolean;
  /**
   * Its part in an approval. `for` and `against` cast a vote, and are taken as soon as the votes suffice.
   * `return` gives the task back to its requester, and `override` decides without the votes. Absent if it
   * has none.
   */
  readonly vote?: "for" | "against" | "return" | "override";
  readonly reason: "required" | "optional" | "none";
}

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
