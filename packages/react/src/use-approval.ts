import { type ApprovalStore, approvalStore } from "@taskwire/client/approval";
import type { AnyClient } from "./provider.ts";
import { type Shown, useStore } from "./use-store.ts";
import type { TaskIds } from "./use-task.ts";

/** The approval of a task for a component. */
export type ApprovalShown = Shown<ApprovalStore>;

const approvalOf = (client: AnyClient, boardId = "", taskId = "") =>
  approvalStore(client, { boardId, taskId });

/**
 * Returns the approval of a task, and keeps it up to date: its steps, the people who are asked, the
 * votes, the deadlines, whether it is my turn, and the actions that I may take in each step. For an
 * action that I may not take, it has the reason. `approval` is undefined if the task has none. With
 * `select`, it returns only a part of this.
 *
 * @example
 * ```tsx
 * const { approval } = useApproval({ boardId: "sales", taskId });
 * const list = approval?.steps.map(({ name, state, asked }) => (
 *   <li key={name}>{name}: {state}, waits for {asked.join(", ")}</li>
 * ));
 * ```
 */
export function useApproval(ids: TaskIds): ApprovalShown;
export function useApproval<Selected>(
  ids: TaskIds,
  select: (shown: ApprovalShown) => Selected,
): Selected;
export function useApproval(
  { boardId, taskId }: TaskIds,
  select?: (shown: ApprovalShown) => unknown,
): unknown {
  return useStore(approvalOf, [boardId, taskId], select);
}
