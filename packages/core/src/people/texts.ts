import type { EngineParts } from "../engine/attempt.ts";
import type { EngineContext } from "../engine/context.ts";
import { notify } from "../engine/notify/notify.ts";
import { systemId } from "../model/actor.ts";
import { type Comment, comments } from "../model/comment.ts";
import { type Message, messages } from "../model/message.ts";
import { tasks } from "../model/task.ts";
import { boardTopic, roomTopic } from "../model/topic.ts";
import type { ListPosition } from "../reactions/deletion/pages.ts";
import { type Anonymity, anonymousText } from "./anonymous-text.ts";
import { hadWords } from "./past-words.ts";
import { changeEach } from "./scan.ts";

/** How a person and their texts are erased. */
export interface TextErasure extends Anonymity {
  readonly texts: "keep" | "delete";
}

type Post = Message | Comment;

/** Returns a message or comment without a person's data. Returns the same object if it has none. */
function erased<P extends Post>(post: P, how: TextErasure, now: string): P {
  if (post.deletedAt !== null) return post;
  if (how.texts === "delete" && post.authorId === how.userId)
    return { ...post, text: "", mentions: [], unreached: [], deletedAt: now, deletedBy: systemId };
  return anonymousText(post, how);
}

/** Whether a message or comment has a person's data, or may have had it before an edit. */
const mayHave = (post: Post, how: TextErasure): boolean =>
  post.editedAt !== null || erased(post, how, "") !== post;

/** Whether a message or comment has a person's data, or one of its events has it. */
async function has(
  post: Post,
  topic: string,
  how: TextErasure,
  parts: EngineParts,
): Promise<boolean> {
  if (erased(post, how, "") !== post) return true;
  return await hadWords(
    { topic, subject: post.id },
    ({ records }) =>
      records.some(
        ({ collection, record }) =>
          (collection === "messages" || collection === "comments") &&
          erased<Post>(record, how, "") !== record,
      ),
    parts,
  );
}

/**
 * Removes a person from all messages: their names, and with `delete` also the texts that they
 * wrote.
 */
export const eraseFromMessages = (how: TextErasure, parts: EngineParts, after?: ListPosition) =>
  changeEach(
    messages,
    "room",
    (message) => mayHave(message, how),
    async (found, context) => {
      for (const before of found) {
        const topic = roomTopic(before.roomId);
        if (!(await has(before, topic, how, parts))) continue;
        const message = erased(before, how, context.now);
        context.emit({
          topic,
          type: message.deletedAt === null ? "message.edited" : "message.deleted",
          subject: message.id,
          audience: null,
          put: { message: [messages, message] },
          redact: true,
        });
        follow(`message:${message.id}`, message, context);
      }
      await notify(context, parts.notify);
    },
    parts,
    after,
  );

/**
 * Removes a person from all comments. The event of a comment has the name of its author. So each
 * comment of the person gets a new event.
 */
export const eraseFromComments = (how: TextErasure, parts: EngineParts, after?: ListPosition) =>
  changeEach(
    comments,
    "task",
    (comment) => comment.authorId === how.userId || mayHave(comment, how),
    async (found, context) => {
      const about = await context.get(
        tasks,
        found.map(({ taskId }) => taskId),
      );
      for (const [i, before] of found.entries()) {
        const topic = boardTopic(before.boardId);
        const isTheirs = before.authorId === how.userId;
        if (!isTheirs && !(await has(before, topic, how, parts))) continue;
        const comment = erased(before, how, context.now);
        const involved = about[i]?.involved ?? [];
        context.emit({
          topic,
          type: comment.deletedAt === null ? "comment.edited" : "comment.deleted",
          subject: comment.id,
          audience: { before: involved, after: involved },
          put: { comment: [comments, comment] },
          redact: true,
        });
        follow(`comment:${comment.id}`, comment, context);
      }
      await notify(context, parts.notify);
    },
    parts,
    after,
  );

/** Makes the same change in the notifications about a message or comment. */
function follow(about: string, { deletedAt }: Post, context: EngineContext): void {
  if (deletedAt === null) context.reword({ about });
  else context.resolve({ about, resolution: "deleted" });
}
