import { boardStore } from "../board/board-store.ts";
import type { ClientCore } from "../client.ts";
import { createSharing } from "../share.ts";
import { taskStore } from "../task/task-store.ts";
import { type ApprovalStore, createApprovalStore } from "./store.ts";

export type { SnapshotSource } from "../snapshot-source.ts";
export type { ApprovalSnapshot, ApprovalStore } from "./store.ts";
export type { ApprovalGroup, ApprovalStep, ApprovalView } from "./view.ts";

const shared = createSharing<ApprovalStore>();

/**
 * Returns a store of the approval of a task: its steps and votes, the people who are asked, the
 * deadlines, and the actions that I may take in each step. For an action that I may not take, it
 * has the reason. It follows the task and its board while somebody is subscribed to it. If the task
 * has no approval, `approval` of the snapshot is undefined.
 *
 * @example
 * ```ts
 * const store = approvalStore(client, { boardId: "sales", taskId });
 * store.subscribe(() => draw(store.getSnapshot().approval?.myTurn));
 * ```
 */
export function approvalStore(
  client: ClientCore,
  { boardId, taskId }: { readonly boardId: string; readonly taskId: string },
): ApprovalStore {
  return shared(client, `${boardId} ${taskId}`, () =>
    createApprovalStore(
      client,
      taskStore(client, { boardId, taskId }),
      boardStore(client, boardId),
    ),
  );
}
