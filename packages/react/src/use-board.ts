import { type BoardStore, boardStore, type TaskView } from "@taskwire/client/board";
import { useCallback } from "react";
import type { RegisteredApp } from "./register.ts";
import { taskIn } from "./task-in.ts";
import { type Shown, useStore } from "./use-store.ts";

/** A board for a component: the fields of its snapshot, and its methods in `store`. */
export type BoardShown = Shown<BoardStore<RegisteredApp>>;

/** A task of the registered app, with the actions that I may take. */
export type TaskShown = TaskView<RegisteredApp>;

/**
 * Returns a board with its members and tasks, and keeps it up to date. With `select`, it returns
 * only a part of the board, and the component is drawn again only if that part changes.
 *
 * @example
 * ```ts
 * const { status, tasks, store } = useBoard("sales");
 * const ids = useBoard("sales", (board) => board.tasks.map(({ id }) => id));
 * ```
 */
export function useBoard(boardId: string): BoardShown;
export function useBoard<Selected>(
  boardId: string,
  select: (board: BoardShown) => Selected,
): Selected;
export function useBoard(boardId: string, select?: (board: BoardShown) => unknown): unknown {
  return useStore(boardStore<RegisteredApp>, [boardId], select);
}

/**
 * Returns one of the tasks that a board has loaded, for a card in a list: only the card of a
 * changed task is drawn again. Undefined if the board has not loaded this task. For a page about a
 * task, use {@link useTask}.
 *
 * @example
 * ```ts
 * const task = useBoardTask("sales", taskId);
 * ```
 */
export function useBoardTask(boardId: string, taskId: string): TaskShown | undefined {
  return useBoard(
    boardId,
    useCallback(({ tasks }: BoardShown) => taskIn(tasks, taskId), [taskId]),
  );
}
