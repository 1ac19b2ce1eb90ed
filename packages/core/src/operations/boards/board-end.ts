import { z } from "zod";
import { builtIn } from "../../engine/operation/context.ts";
import { command } from "../../engine/operation/definition.ts";
import { onBoard } from "../../engine/operation/target-ids.ts";
import { assignmentGuards } from "../../model/assignment-guard.ts";
import { boardSchema, boards } from "../../model/board.ts";
import { boardTopic } from "../../model/topic.ts";
import { emitBoardEdit } from "./board-edit.ts";

const archive = command({
  name: "boards.archive",
  target: "board",
  permission: "board.archive",
  summary:
    "Archive a board, or reopen it (`archived: false`). On an archived board, everything can be read, and people, rooms, tasks and texts can be removed, but nothing else can be changed.",
  route: { method: "POST", path: "/boards/:boardId/archive" },
  input: z.strictObject({ ...onBoard, archived: z.boolean().default(true) }),
  output: boardSchema,
  run(context, { archived }) {
    const before = context.board();
    if (archived === before.archived) return before;
    return emitBoardEdit(context, { ...before, archived });
  },
});

const remove = command({
  name: "boards.delete",
  target: "board",
  permission: "board.delete",
  summary:
    "Delete a board with everything in it. Nobody can open it, its rooms or its tasks any more from that moment on. A job then deletes all of it, also from the log, and tells its members.",
  route: { method: "DELETE", path: "/boards/:boardId" },
  input: z.strictObject(onBoard),
  output: z.null(),
  async run(context, { boardId: id }) {
    context.emit({
      topic: boardTopic(id),
      type: "board.deleted",
      subject: id,
      audience: null,
      erase: { board: [boards, { id }] },
    });
    const [guard] = await context.get(assignmentGuards, [id]);
    if (guard) builtIn(context).derive({ collection: assignmentGuards.name, id, kind: "delete" });
    return null;
  },
});

/** Operations that archive or delete a board. */
export const boardEndOperations = { "boards.archive": archive, "boards.delete": remove };
