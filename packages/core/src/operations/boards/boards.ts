import { z } from "zod";
import { builtIn, type OperationContext } from "../../engine/operation/context.ts";
import { command, query } from "../../engine/operation/definition.ts";
import { sharedOutput } from "../../engine/operation/encoded-output.ts";
import { onBoard } from "../../engine/operation/target-ids.ts";
import { boardSchema, boards } from "../../model/board.ts";
import { memberSchema, members } from "../../model/member.ts";
import { subtaskSchema } from "../../model/subtask.ts";
import { taskSchema } from "../../model/task.ts";
import { label } from "../../model/text.ts";
import { boardTopic } from "../../model/topic.ts";

import { AnswerBudget } from "../answer-budget.ts";
import { chosenId, idForNew } from "../chosen-id.ts";
import { moreInput, moreOf, moreSchema, noPage, partsOf } from "../more.ts";
import { entryPage, listPage, nextSchema, pageInput } from "../page.ts";
import { currentTasks } from "../tasks/task-lists.ts";
import { emitBoardEdit } from "./board-edit.ts";
import { emitMemberAdded, newMember } from "./membership.ts";

/** The size of the caller's own record counts as a multiple of this number of bytes. */
const reservedForMe = 1_000;

/** Maximum number of members in one answer of `boards.open`. */
const maxMembers = 500;

const create = command({
  name: "boards.create",
  target: "app",
  permission: "board.create",
  summary: "Create a board. The caller is its first member.",
  route: { method: "POST", path: "/boards" },
  creates: "/boards/:id",
  input: z.strictObject({ id: chosenId, name: label() }),
  output: boardSchema,
  async run(context, { id: given, name }) {
    const { userId } = context.actor;
    const id = await idForNew(context, boards, given);
    const board = {
      id,
      version: 0,
      name,
      archived: false,
      createdBy: userId,
      createdAt: context.now,
    };
    context.emit({
      topic: boardTopic(id),
      type: "board.created",
      subject: id,
      audience: null,
      put: { board: [boards, board] },
    });
    const user = context.user();
    if (user) emitMemberAdded(context, { board, member: newMember(context, id, user), user });
    return board;
  },
});

const edit = command({
  name: "boards.edit",
  target: "board",
  permission: "board.edit",
  summary: "Rename the board.",
  route: { method: "PATCH", path: "/boards/:boardId" },
  input: z.strictObject({ ...onBoard, name: label() }),
  output: boardSchema,
  run(context, { name }) {
    const before = context.board();
    if (name === before.name) return before;
    return emitBoardEdit(context, { ...before, name });
  },
});

const list = query({
  name: "boards.list",
  target: "app",
  permission: "anyone",
  summary: "List the caller's boards.",
  route: { method: "GET", path: "/boards" },
  input: z.strictObject(pageInput),
  output: z.object({ boards: z.array(boardSchema), next: nextSchema }),
  async run(context, { limit, after }) {
    const query = { index: "user", equals: { userId: context.actor.userId }, limit, after };
    const page = await entryPage(context, members, query, (own) =>
      context.get(
        boards,
        own.map(({ boardId }) => boardId),
      ),
    );
    return { boards: page.records, next: page.next };
  },
});

const open = query({
  name: "boards.open",
  target: "board",
  permission: "member",
  summary:
    "Get a board with its members and tasks, and the cursor from which to follow the board. The tasks are the newest 100 of all, and then the newest 1000 of the others that are waiting or working. A large board comes in several answers.",
  route: { method: "GET", path: "/boards/:boardId" },
  input: z.strictObject({ ...onBoard, after: moreInput }),
  output: z.object({
    board: boardSchema,
    me: memberSchema.nullable().meta({ description: "The caller's membership of the board." }),
    members: z.array(memberSchema),
    tasks: z.array(taskSchema),
    subtasks: z.array(subtaskSchema),
    next: nextSchema.meta({
      description:
        "Pass it as `after` to `tasks.list` to get older tasks. Only in the answer without `after`.",
    }),
    more: moreSchema,
    cursor: z.string().meta({
      description: "For `subscribe` on `board:<boardId>`. Use that of the first answer.",
    }),
  }),
  async run(context, { boardId, after }) {
    // The cursor is read first. So an event that is committed between the reads is delivered again,
    // and not missed.
    const cursor = await context.cursor(boardTopic(boardId));
    const own = { board: context.board(), me: context.facts.member ?? null, cursor };
    const budget = AnswerBudget.of(context, { board: own.board, cursor });
    // The size is rounded up, so that the pages of all members end at the same entries.
    budget.reserve(own.me, reservedForMe);
    const lists = () => openLists(context, boardId, after, budget);
    if (context.access !== "all") return { ...own, ...(await lists()) };
    // The cursor has the head of the board's topic. All people who see the whole board get the same
    // entries, so they can share this part of the answer.
    const key = ["boards.open", boardId, context.access, cursor, after ?? null, budget.left];
    return sharedOutput(builtIn(context), own, key, lists);
  },
});

/** Reads one part of the lists of an opened board. */
async function openLists(
  context: OperationContext,
  boardId: string,
  after: string | undefined,
  budget: AnswerBudget,
) {
  const [afterMember, afterTask, left] = partsOf(after);
  const query = { index: "board", equals: { boardId }, limit: maxMembers };
  const people =
    afterMember === null
      ? noPage
      : await listPage(context, members, { ...query, after: afterMember }, budget.half());
  budget.spend(people.records);
  const { nextOpen, openLeft, ...tasks } = await currentTasks(context, budget, afterTask, left);
  const more = moreOf(people.next, nextOpen, openLeft);
  return { members: people.records, ...tasks, more };
}

/** Operations on boards. */
export const boardOperations = {
  "boards.create": create,
  "boards.edit": edit,
  "boards.list": list,
  "boards.open": open,
};
