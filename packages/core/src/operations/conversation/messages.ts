import { z } from "zod";
import type { OperationContext } from "../../engine/operation/context.ts";
import { command, query } from "../../engine/operation/definition.ts";
import { TaskwireError } from "../../errors.ts";
import { spansSchema } from "../../model/mention-span.ts";
import { type Message, messageSchema, messages } from "../../model/message.ts";
import { roomTopic } from "../../model/topic.ts";
import type { Candidate } from "../../notifications/request.ts";
import { onMessage, onRoom } from "../input.ts";
import { editedOut, newlyMentioned } from "./mention-change.ts";
import { mentionsIn, roomScope } from "./mention-scope.ts";
import { checkNotDeleted, postEvent, postInput, postText, withoutText } from "./posts.ts";
import { roomSuggestions, suggestInput, suggestOutput } from "./suggestions.ts";

function emitMessage(
  context: OperationContext,
  type: string,
  message: Message,
  candidates: readonly Candidate[] = [],
): void {
  const { id, boardId, roomId } = message;
  const place = { about: `message:${id}`, boardId, roomId, messageId: id };
  context.emit({
    topic: roomTopic(roomId),
    subject: id,
    audience: null,
    put: { message: [messages, message] },
    ...postEvent(type, place, message, candidates),
  });
}

function checkOpen(context: OperationContext): void {
  if (!context.room().archived) return;
  throw new TaskwireError("refused", "The room is archived. Reopen it to say something.", {
    rule: "archived",
  });
}

const post = command({
  name: "messages.post",
  target: "room",
  permission: "message.post",
  summary: "Say something in the room, in answer to a message if one is named.",
  route: { method: "POST", path: "/boards/:boardId/rooms/:roomId/messages" },
  input: z.strictObject({ ...onRoom, ...postInput }),
  output: messageSchema,
  async run(context, { boardId, roomId, text, spans, replyTo, confirm }) {
    checkOpen(context);
    const { mentions, candidates } = await mentionsIn(context, { text, spans, confirm }, roomScope);
    const [answered] = replyTo === undefined ? [] : await context.get(messages, [replyTo]);
    if (replyTo !== undefined && answered?.roomId !== roomId)
      throw new TaskwireError("not_found", "This room has no such message to answer.");
    if (answered) checkNotDeleted(answered);
    const message: Message = {
      id: context.newId(),
      version: 0,
      boardId,
      roomId,
      authorId: context.actor.userId,
      text,
      mentions: [...mentions],
      replyTo: replyTo ?? null,
      createdAt: context.now,
      editedAt: null,
      deletedAt: null,
      deletedBy: null,
    };
    emitMessage(context, "message.posted", message, [
      ...candidates,
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
  summary: "Change what one said. Only who is newly mentioned is told.",
  route: { method: "PATCH", path: "/boards/:boardId/rooms/:roomId/messages/:messageId" },
  input: z.strictObject({
    ...onMessage,
    text: postText,
    spans: spansSchema,
    confirm: postInput.confirm,
  }),
  output: messageSchema,
  async run(context, { text, spans, confirm }) {
    const before = context.message();
    checkNotDeleted(before);
    checkOpen(context);
    const { mentions, candidates } = await mentionsIn(context, { text, spans, confirm }, roomScope);
    const message = { ...before, text, mentions: [...mentions], editedAt: context.now };
    if (text === before.text && JSON.stringify(mentions) === JSON.stringify(before.mentions))
      return before;
    emitMessage(context, "message.edited", message, newlyMentioned(before, candidates));
    editedOut(context, `message:${message.id}`, before, message);
    return message;
  },
});

const remove = command({
  name: "messages.delete",
  target: "message",
  permission: "message.delete",
  summary: "Take back what was said. Its place stays; the text is gone from the log too.",
  route: { method: "DELETE", path: "/boards/:boardId/rooms/:roomId/messages/:messageId" },
  input: z.strictObject(onMessage),
  output: messageSchema,
  run(context) {
    const before = context.message();
    if (before.deletedAt !== null) return before;
    const message: Message = { ...before, ...withoutText(context) };
    emitMessage(context, "message.deleted", message);
    context.resolve({ about: `message:${message.id}`, resolution: "deleted" });
    return message;
  },
});

const suggest = query({
  name: "messages.suggest",
  target: "room",
  permission: "member",
  summary: "Whom somebody may mean who has typed this much after an at-sign in the room.",
  route: { method: "GET", path: "/boards/:boardId/rooms/:roomId/suggestions" },
  input: z.strictObject({ ...onRoom, ...suggestInput }),
  output: suggestOutput,
  run: (context, { query, limit }) => roomSuggestions(context, query, limit),
});

/** What is said in rooms. */
export const messageOperations = {
  "messages.post": post,
  "messages.edit": edit,
  "messages.delete": remove,
  "messages.suggest": suggest,
};
