import { z } from "zod";
import { builtIn, type OperationContext } from "../../engine/operation/context.ts";
import { command, query } from "../../engine/operation/definition.ts";
import { onMessage, onRoom } from "../../engine/operation/target-ids.ts";
import { TaskwireError } from "../../errors.ts";
import { type Message, messageSchema, messages } from "../../model/message.ts";
import { roomTopic } from "../../model/topic.ts";
import type { Candidate } from "../../notifications/request.ts";
import { directCandidates } from "./direct-rooms.ts";
import { mentionChange } from "./mention-change.ts";
import { roomScope } from "./mention-scope.ts";
import { mentionsIn } from "./post-mentions.ts";
import {
  checkNotDeleted,
  deletedPost,
  editedPost,
  editInput,
  newPost,
  postEvent,
  postInput,
} from "./posts.ts";
import { roomSuggestions, suggestInput, suggestOutput } from "./suggestions.ts";

function emitMessage(
  context: OperationContext,
  type: string,
  message: Message,
  candidates: readonly Candidate[] = [],
): void {
  const { id, boardId, roomId } = message;
  const about = { about: `message:${id}`, boardId, roomId, messageId: id };
  context.emit({
    topic: roomTopic(roomId),
    subject: id,
    audience: null,
    put: { message: [messages, message] },
    ...postEvent(type, about, message, candidates),
  });
}

function checkNotArchived(context: OperationContext): void {
  if (!context.room().archived) return;
  throw new TaskwireError("refused", "The room is archived. Reopen it to write in it.", {
    rule: "archived",
  });
}

/** Reads the message that a new one answers. */
async function answeredMessage(context: OperationContext, id: string): Promise<Message> {
  const [message] = await context.get(messages, [id]);
  if (message?.roomId !== context.room().id)
    throw new TaskwireError("not_found", "This room has no such message to answer.");
  checkNotDeleted(message);
  return message;
}

const post = command({
  name: "messages.post",
  target: "room",
  permission: "message.post",
  summary: "Post a message in a room. With `replyTo`, it answers another message.",
  route: { method: "POST", path: "/boards/:boardId/rooms/:roomId/messages" },
  creates: "/boards/:boardId/rooms/:roomId/messages/:id",
  input: z.strictObject({ ...onRoom, ...postInput }),
  output: messageSchema,
  async run(context, { boardId, roomId, text, spans, confirm, replyTo = null }) {
    checkNotArchived(context);
    const toOther = await directCandidates(context);
    const found = await mentionsIn(context, { text, spans, confirm }, roomScope);
    const { mentions, unreached, candidates } = found;
    const answered = replyTo === null ? null : await answeredMessage(context, replyTo);
    const message: Message = {
      ...newPost(context, { boardId, text, mentions, unreached, replyTo }),
      roomId,
    };
    emitMessage(context, "message.posted", message, [
      ...candidates,
      ...toOther,
      ...(answered ? [{ to: answered.authorId, reason: "reply" as const }] : []),
      { to: { level: "all" }, reason: "message" },
    ]);
    return message;
  },
});

const edit = command({
  name: "messages.edit",
  target: "message",
  permission: "message.edit",
  summary: "Edit a message. Only newly mentioned people are notified.",
  route: { method: "PATCH", path: "/boards/:boardId/rooms/:roomId/messages/:messageId" },
  input: z.strictObject({ ...onMessage, ...editInput }),
  output: messageSchema,
  async run(context, { text, spans, confirm }) {
    const before = context.message();
    checkNotDeleted(before);
    checkNotArchived(context);
    const found = await mentionsIn(
      context,
      { text, spans, confirm, before: before.mentions },
      roomScope,
    );
    const { mentions, unreached, candidates } = found;
    const message = editedPost(before, { text, mentions, unreached }, context.now);
    if (message === before) return before;
    const { added, removed } = mentionChange(before.mentions, mentions, candidates);
    emitMessage(context, "message.edited", message, added);
    const about = `message:${message.id}`;
    for (const which of removed) context.resolve({ about, ...which, resolution: "edited_out" });
    if (before.text !== text) builtIn(context).reword({ about });
    return message;
  },
});

const remove = command({
  name: "messages.delete",
  target: "message",
  permission: "message.delete",
  summary:
    "Delete a message. It stays in the room without its text. The text is removed from the log too.",
  route: { method: "DELETE", path: "/boards/:boardId/rooms/:roomId/messages/:messageId" },
  input: z.strictObject(onMessage),
  output: messageSchema,
  run(context) {
    const before = context.message();
    if (before.deletedAt !== null) return before;
    const message = deletedPost(before, context);
    emitMessage(context, "message.deleted", message);
    context.resolve({ about: `message:${message.id}`, resolution: "deleted" });
    return message;
  },
});

const suggest = query({
  name: "messages.suggest",
  target: "room",
  permission: "member",
  summary:
    "Suggest people and groups to mention in a room. `query` is the text that was typed after the at-sign.",
  route: { method: "GET", path: "/boards/:boardId/rooms/:roomId/suggestions" },
  input: z.strictObject({ ...onRoom, ...suggestInput }),
  output: suggestOutput,
  run: (context, { query, limit }) => roomSuggestions(context, query, limit),
});

/** Operations on the messages of a room. */
export const messageOperations = {
  "messages.post": post,
  "messages.edit": edit,
  "messages.delete": remove,
  "messages.suggest": suggest,
};
