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
 * Returns one task, up to date, with its subtasks and the actions that I may take: for a page about it,
 * however old it is. The cards of a list take {@link useBoardTask}, which asks the server nothing more.
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
