import type { OperationContext } from "../../engine/operation/context.ts";
import { type Board, boards } from "../../model/board.ts";
import { boardTopic } from "../../model/topic.ts";

/** Emits the change of a board, and returns the changed board. */
export function emitBoardEdit(context: OperationContext, board: Board): Board {
  context.emit({
    topic: boardTopic(board.id),
    type: "board.edited",
    subject: board.id,
    audience: null,
    put: { board: [boards, board] },
  });
  return board;
}
