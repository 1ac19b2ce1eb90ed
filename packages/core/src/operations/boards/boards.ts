import { z } from "zod";
import { command, query } from "../../engine/operation/definition.ts";
import { TaskwireError } from "../../errors.ts";
import { boardSchema, boards } from "../../model/board.ts";
import { idSchema } from "../../model/id.ts";
import { type Member, memberId, memberSchema, members } from "../../model/member.ts";
import { subtaskSchema } from "../../model/subtask.ts";
import { taskSchema } from "../../model/task.ts";
import { label } from "../../model/text.ts";
import { boardTopic } from "../../model/topic.ts";
import { afterSchema, decodeAfter, encodeNext, limitSchema, onBoard } from "../input.ts";
import { currentTasks, subtasksOf } from "../tasks/task-lists.ts";
import { emitMembership } from "./membership.ts";

const create = command({
  name: "boards.create",
  target: "app",
  permission: "board.create",
  summary: "Open a board. Whoever does is its first member.",
  route: { method: "POST", path: "/boards" },
  input: z.strictObject({ id: idSchema.optional(), name: label() }),
  output: boardSchema,
  async run(context, input) {
    const { userId } = context.actor;
    const id = input.id ?? context.newId();
    // Only a name that the caller chose can be taken; a fresh id is not worth a read.
    const [taken] = input.id ? await context.get(boards, [id]) : [];
    if (taken)
      throw new TaskwireError("refused", "This id is taken; choose another or leave it out.", {
        rule: "id",
      });
    const board = { id, version: 0, name: input.name, createdBy: userId, createdAt: context.now };
    context.emit({
      topic: boardTopic(id),
      type: "board.created",
      subject: id,
      audience: null,
      put: { board: [boards, board] },
    });
    const user = context.user();
    if (user) {
      const { name, handle, role } = user;
      const place = { id: memberId(id, userId), version: 0, boardId: id, userId };
      const member: Member = {
        ...place,
        name,
        handle,
        role,
        override: null,
        addedBy: userId,
        addedAt: context.now,
      };
      emitMembership(context, "added", { board, member, user });
    }
    return board;
  },
});

const edit = command({
  name: "boards.edit",
  target: "board",
  permission: "board.edit",
  summary: "Give the board another name.",
  route: { method: "PATCH", path: "/boards/:boardId" },
  input: z.strictObject({ ...onBoard, name: label() }),
  output: boardSchema,
  run(context, { name }) {
    const board = { ...context.board(), name };
    context.emit({
      topic: boardTopic(board.id),
      type: "board.edited",
      subject: board.id,
      audience: null,
      put: { board: [boards, board] },
    });
    return board;
  },
});

const list = query({
  name: "boards.list",
  target: "app",
  permission: "anyone",
  summary: "The boards of the person who asks.",
  route: { method: "GET", path: "/boards" },
  input: z.strictObject({ limit: limitSchema, after: afterSchema }),
  output: z.object({ boards: z.array(boardSchema), next: z.string().nullable() }),
  async run(context, { limit, after }) {
    const from = decodeAfter(after);
    const equals = { userId: context.actor.userId };
    const page = await context.list(members, {
      index: "user",
      equals,
      limit,
      ...(from && { after: from }),
    });
    const found = await context.get(
      boards,
      page.records.map(({ boardId }) => boardId),
    );
    return { boards: found.filter((board) => board !== undefined), next: encodeNext(page.next) };
  },
});

const open = query({
  name: "boards.open",
  target: "board",
  permission: "member",
  summary:
    "The board as it is now: its members, the newest 500 tasks of each state that waits or is worked on, and the newest 100 of all; with the cursor to follow it from.",
  route: { method: "GET", path: "/boards/:boardId" },
  input: z.strictObject(onBoard),
  output: z.object({
    board: boardSchema,
    members: z.array(memberSchema),
    tasks: z.array(taskSchema),
    subtasks: z.array(subtaskSchema),
    next: z.string().nullable().meta({ description: "For `tasks.list`: where older tasks begin." }),
    cursor: z.string().meta({ description: "For `subscribe` on `board:<boardId>`." }),
  }),
  async run(context, { boardId }) {
    // The cursor first: an event between the two reads is then delivered again, and changes nothing.
    const cursor = await context.cursor(boardTopic(boardId));
    const people = await context.listAll(members, { index: "board", equals: { boardId } });
    const { tasks, next } = await currentTasks(context);
    const subtasks = await subtasksOf(tasks, context);
    return {
      board: context.board(),
      members: people,
      tasks,
      subtasks,
      next: encodeNext(next),
      cursor,
    };
  },
});

/** Boards. */
export const boardOperations = {
  "boards.create": create,
  "boards.edit": edit,
  "boards.list": list,
  "boards.open": open,
};
