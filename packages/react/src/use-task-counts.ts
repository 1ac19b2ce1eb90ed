import { type TaskCountsStore, taskCountsStore } from "@taskwire/client/counts";
import type { RegisteredApp } from "./register.ts";
import { type Shown, useStore } from "./use-store.ts";

/** The numbers of tasks on a board for a component. */
export type TaskCountsShown = Shown<TaskCountsStore<RegisteredApp>>;

/**
 * Returns the number of tasks in each state of a board, and keeps it up to date. Tasks that no page
 * has loaded are counted too. With `select`, it returns only a part of this.
 *
 * @example
 * ```ts
 * const pending = useTaskCounts("sales", ({ counts }) => counts.find(({ state }) => state === "pending"));
 * ```
 */
export function useTaskCounts(boardId: string): TaskCountsShown;
export function useTaskCounts<Selected>(
  boardId: string,
  select: (shown: TaskCountsShown) => Selected,
): Selected;
export function useTaskCounts(
  boardId: string,
  select?: (shown: TaskCountsShown) => unknown,
): unknown {
  return useStore(taskCountsStore<RegisteredApp>, [boardId], select);
}
