import { z } from "zod";
import { builtIn, type OperationContext, type Shape } from "../../engine/operation/context.ts";
import type { Mention } from "../../mentions/mention.ts";
import { suggest } from "../../mentions/suggest.ts";
import type { Table } from "../../model/collection.ts";
import { comments } from "../../model/comment.ts";
import type { Member } from "../../model/member.ts";
import { messages } from "../../model/message.ts";
import { text } from "../../model/text.ts";
import { allowedGroups, directoryOf, roomScope, taskScope, those } from "./mention-scope.ts";

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
      member: z.boolean().meta({ description: "Whether a mention would notify them." }),
      reason: z.literal("not_in_room").optional(),
    }),
  ),
});

const isActive = ({ disabled }: Pick<Member, "disabled">): boolean => !disabled;

/** Returns the ids of the people whom the latest posts mention. The latest mention comes first. */
async function recentMentions<S extends Shape & { mentions: readonly Pick<Mention, "id">[] }>(
  context: OperationContext,
  table: Table<S>,
  index: string,
  equals: { readonly [field: string]: string },
): Promise<string[]> {
  const { records } = await context.list(table, { index, equals, limit: 50, order: "desc" });
  return [...new Set(records.flatMap(({ mentions }) => mentions.map(({ id }) => id)))];
}

/**
 * Suggests the members of the room first, and then the other members of the board, although a
 * mention in this room does not notify them. Disabled people are left out.
 */
export async function roomSuggestions(context: OperationContext, query: string, limit: number) {
  const { id: roomId } = context.room();
  const onBoard = await builtIn(context).people.namedOn(context.board());
  const { people } = await roomScope(context);
  const recent = await recentMentions(context, messages, "room", { roomId });
  const groups = await allowedGroups(context);
  const directory = directoryOf(those(onBoard, isActive), context.definitions.mentions);
  const room = people.map(({ userId }) => userId);
  return { suggestions: suggest(query, directory, { recent, room, groups, limit }) };
}

/** Suggests the members of the board who see the task. Disabled people are left out. */
export async function taskSuggestions(context: OperationContext, query: string, limit: number) {
  const { people } = await taskScope(context);
  const recent = await recentMentions(context, comments, "task", { taskId: context.task().id });
  const groups = await allowedGroups(context);
  const directory = directoryOf(those(people, isActive), context.definitions.mentions);
  return { suggestions: suggest(query, directory, { recent, groups, limit }) };
}
