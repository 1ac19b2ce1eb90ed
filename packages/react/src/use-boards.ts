import { type BoardsStore, boardsStore } from "@taskwire/client/boards";
import { type Shown, useStore } from "./use-store.ts";

/** My boards for a component. */
export type BoardsShown = Shown<BoardsStore>;

/**
 * Returns the boards that I am on, and keeps them up to date: the newest board comes first. With
 * `select`, it returns only a part of this. For the tasks of a board, use {@link useBoard}.
 *
 * @example
 * ```tsx
 * const names = useBoards(({ boards }) => boards.map(({ name }) => name));
 * ```
 */
export function useBoards(): BoardsShown;
export function useBoards<Selected>(select: (shown: BoardsShown) => Selected): Selected;
export function useBoards(select?: (shown: BoardsShown) => unknown): unknown {
  return useStore(boardsStore, [], select);
}
