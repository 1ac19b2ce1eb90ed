import { useBoard } from "@taskwire/react";
import { boardId } from "../connection/client.ts";

/** The requests that wait for my decision, the oldest first. */
export function useDecisions() {
  const status = useBoard(boardId, (board) => board.status);
  const entries = useBoard(boardId, (board) =>
    board.tasks
      .filter(
        ({ kind, available }) =>
          kind === "waiting" &&
          (available["task.approve"].allowed === true || available["task.reject"].allowed === true),
      )
      .map(({ id }) => id)
      .reverse(),
  );
  return { status, entries };
}
