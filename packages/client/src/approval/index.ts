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
 * Returns a store of the approval of a task: its steps and votes, the people who are asked, the deadlines,
 * and what I can do in each step and why not. It follows the task and its board while somebody is subscribed
 * to it. A task without an approval has the approval `undefined`.
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
