import type { Workflow } from "../workflow/workflow.ts";

/**
 * The permissions that don't come from a workflow's actions.
 *
 * @example
 * ```ts
 * const everything = Object.fromEntries(basePermissions.map((permission) => [permission, true]));
 * ```
 */
export const basePermissions = [
  "board.create",
  "board.edit",
  "board.archive",
  "board.delete",
  "member.add",
  "member.change",
  "member.remove",
  "task.read",
  "task.create",
  "task.edit",
  "task.delete",
  "subtask.create",
  "subtask.assign",
  "subtask.complete",
  "subtask.reopen",
  "subtask.edit",
  "subtask.cancel",
  "subtask.restore",
  "room.create",
  "room.direct",
  "room.invite",
  "room.edit",
  "room.remove",
  "room.delete",
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

type ActionOf<W> = W extends { readonly names?: { readonly action: infer A extends string } }
  ? A
  : never;

/** The actions that somebody can take on a task, as `available` names them. */
export type TaskAction<W> =
  | "task.edit"
  | "task.delete"
  | `task.${ActionOf<W>}`
  | "subtask.create"
  | StepAction<W>;

/** The actions on the steps of an approval. */
type StepAction<W> = [ApprovalPermission<W>] extends [never]
  ? never
  : ApprovalPermission<W> | "task.withdraw";

/** The actions that somebody can take on a subtask, as `available` names them. */
export type SubtaskAction =
  | "subtask.complete"
  | "subtask.reopen"
  | "subtask.assign"
  | "subtask.edit"
  | "subtask.cancel"
  | "subtask.restore";

/** The permissions that only a workflow with approvals has. */
const approvalPermissions = [
  "task.addVoter",
  "task.extend",
  "vote.remove",
  "delegation.setOthers",
] as const;

/** The permissions of the approvals of a workflow; none if it has no actions that vote. */
type ApprovalPermission<W> = W extends { readonly names?: { readonly voted: infer V } }
  ? [V] extends [never]
    ? never
    : (typeof approvalPermissions)[number]
  : never;

/** The permissions that roles of a workflow can grant, without those of the app's own operations. */
export type PermissionOf<W> =
  | (typeof basePermissions)[number]
  | `task.${ActionOf<W>}`
  | ApprovalPermission<W>;

/** Returns every permission that roles can grant: taskwire's, the workflow's and the app's own. */
export function permissionsOf({ data }: Workflow, own: readonly string[]): string[] {
  const actions = Object.keys(data.actions)
    .filter((name) => data.actions[name]?.trigger !== "deadline")
    .map((name) => `task.${name}`);
  return [...basePermissions, ...actions, ...(data.approvals ? approvalPermissions : []), ...own];
}
