import { type TaskStore, taskStore } from "@taskwire/client/task";
import type { AnyClient } from "./provider.ts";
import type { RegisteredApp } from "./register.ts";
import { type Shown, useStore } from "./use-store.ts";

/** A task for a component, with its status. */
export type TaskPage = Shown<TaskStore<RegisteredApp>>;

/** The ids of a task. */
export interface TaskIds {
  readonly boardId: string;
  readonly taskId: string;
}

const taskOf = (client: AnyClient, boardId = "", taskId = "") =>
  taskStore<RegisteredApp>(client, { boardId, taskId });

/**
 * Returns one task with its subtasks and the actions that I may take, and keeps it up to date. Use
 * it for a page about a task. It also works for old tasks. For the cards of a list, use {@link
 * useBoardTask}, which needs no further calls to the server.
 *
 * @example
 * ```ts
 * const { status, task } = useTask({ boardId: "sales", taskId });
 * ```
 */
export function useTask(ids: TaskIds): TaskPage;
export function useTask<Selected>(ids: TaskIds, select: (page: TaskPage) => Selected): Selected;
export function useTask(
  { boardId, taskId }: TaskIds,
  select?: (page: TaskPage) => unknown,
): unknown {
  return useStore(taskOf, [boardId, taskId], select);
}
