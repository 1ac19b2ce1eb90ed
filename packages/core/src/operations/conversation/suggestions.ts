import { z } from "zod";
import type { OperationContext } from "../../engine/operation/context.ts";
import type { Mention } from "../../mentions/mention.ts";
import { suggest } from "../../mentions/suggest.ts";
import type { Table } from "../../model/collection.ts";
import { comments } from "../../model/comment.ts";
import { members } from "../../model/member.ts";
import { messages } from "../../model/message.ts";
import { text } from "../../model/text.ts";
import { directoryOf, groupsFor, roomScope, taskScope } from "./mention-scope.ts";

export const suggestInput = {
  query: text(64).default(""),
  limit: z.int().min(1).max(50).default(10),
};

export const suggestOutput = z.object({
  suggestions: z.array(
    z.object({
      kind: z.enum(["user", "group"]),
      id: z.string(),
      handle: z.string(),
      names: z.array(z.string()).readonly(),
      member: z.boolean().meta({ description: "Whether they would be told." }),
      reason: z.literal("not_in_room").optional(),
    }),
  ),
});

/** Who was lately mentioned in a conversation, the latest first. */
async function recentlyIn<
  S extends { id: string; version: number; mentions: readonly Pick<Mention, "id">[] },
>(
  context: OperationContext,
  table: Table<S>,
  index: string,
  equals: { readonly [field: string]: string },
): Promise<string[]> {
  const { records } = await context.list(table, { index, equals, limit: 50, order: "desc" });
  return [...new Set(records.flatMap(({ mentions }) => mentions.map(({ id }) => id)))];
}

/** For a room: its members, and after them the rest of the board, who would not be told. */
export async function roomSuggestions(context: OperationContext, query: string, limit: number) {
  const { id: roomId, boardId } = context.room();
  const everybody = await context.listAll(members, { index: "board", equals: { boardId } });
  const inRoom = await roomScope(context);
  const recent = await recentlyIn(context, messages, "room", { roomId });
  const room = inRoom.people.map(({ userId }) => userId);
  const groups = await groupsFor(context);
  return {
    suggestions: suggest(query, directoryOf(context, everybody), { recent, room, groups, limit }),
  };
}

/** For a task's comments: the members who see the task. */
export async function taskSuggestions(context: OperationContext, query: string, limit: number) {
  const { people } = await taskScope(context);
  const recent = await recentlyIn(context, comments, "task", { taskId: context.task().id });
  const groups = await groupsFor(context);
  return { suggestions: suggest(query, directoryOf(context, people), { recent, groups, limit }) };
}
