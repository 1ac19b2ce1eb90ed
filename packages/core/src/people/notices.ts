import type { EngineParts } from "../engine/attempt.ts";
import type { EngineContext } from "../engine/context.ts";
import { channelItems } from "../model/channel-item.ts";
import { comments } from "../model/comment.ts";
import { messages } from "../model/message.ts";
import { type Notification, notifications } from "../model/notification.ts";
import { preferences } from "../model/preference.ts";
import { userTopic } from "../model/topic.ts";
import { shorten } from "../notifications/excerpt.ts";
import { notificationEvent } from "../notifications/notification.ts";
import { type ListPosition, untilNone } from "../reactions/deletion/pages.ts";
import { quoteWithoutNames } from "./anonymous-text.ts";
import { changeEach } from "./scan.ts";
import type { TextErasure } from "./texts.ts";

/** Removes a person's names from other people's notifications, also in the log. */
export const eraseFromNotifications = (
  how: TextErasure,
  parts: EngineParts,
  after?: ListPosition,
) =>
  changeEach(
    notifications,
    "inbox",
    (one) => one.userId !== how.userId && !one.withheld && hasNames(one, how),
    async (found, context) => {
      const texts = await textsOf(found, context);
      for (const one of found)
        context.emit({
          ...notificationEvent("notification.changed", anonymous(one, texts.get(one.id), how)),
          redact: true,
        });
    },
    parts,
    after,
  );

const wordsOf = ({ excerpt, taskTitle, roomName, boardName }: Notification) =>
  [excerpt, taskTitle, roomName, boardName].filter((word) => word !== null);

const hasNames = (one: Notification, how: TextErasure): boolean =>
  (one.actor === how.userId && (one.actorName !== how.as || quotes(one, how))) ||
  wordsOf(one).some((word) => quoteWithoutNames(word, how) !== word);

/** Whether it quotes the reason of a decision. This reason is deleted too. */
const quotes = ({ excerpt, taskTitle, messageId, commentId }: Notification, how: TextErasure) =>
  how.texts === "delete" && messageId === null && commentId === null && excerpt !== taskTitle;

function anonymous(one: Notification, text: string | undefined, how: TextErasure): Notification {
  const word = (words: string | null) => words && quoteWithoutNames(words, how);
  const isTheirs = one.actor === how.userId;
  const taskTitle = word(one.taskTitle);
  return {
    ...one,
    ...(isTheirs && { actorName: how.as }),
    boardName: word(one.boardName),
    roomName: word(one.roomName),
    taskTitle,
    // An excerpt may end in the middle of a name, so it is taken from the text again.
    excerpt:
      text !== undefined
        ? shorten(text)
        : isTheirs && quotes(one, how)
          ? taskTitle
          : word(one.excerpt),
  };
}

/**
 * Reads the current texts of the messages and comments that notifications are about, by
 * notification.
 */
async function textsOf(
  found: readonly Notification[],
  context: EngineContext,
): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  for (const { id, messageId, commentId } of found) {
    const [post] =
      messageId !== null
        ? await context.get(messages, [messageId])
        : commentId !== null
          ? await context.get(comments, [commentId])
          : [];
    if (post) texts.set(id, post.text);
  }
  return texts;
}

/** Deletes a person's inbox and settings, also in the log, and what channels have sent. */
export async function* deleteInbox(
  userId: string,
  parts: EngineParts,
): AsyncGenerator<void, void, undefined> {
  const event = { topic: userTopic(userId), type: "records.deleted", audience: null };
  yield* untilNone(
    notifications,
    { index: "inbox", equals: { userId }, limit: 100 },
    (found, context) => {
      for (const { id } of found)
        context.emit({
          ...event,
          subject: id,
          erase: { notifications: [[notifications, { id }]] },
          redact: true,
        });
    },
    parts,
  );
  yield* untilNone(
    preferences,
    { index: "user", equals: { userId }, limit: 100 },
    (found, context) => {
      for (const { id } of found)
        context.emit({
          ...event,
          subject: id,
          erase: { preferences: [[preferences, { id }]] },
          redact: true,
        });
    },
    parts,
  );
  yield* untilNone(
    channelItems,
    { index: "person", equals: { userId }, limit: 100 },
    (found, context) => {
      for (const { id } of found)
        context.derive({ collection: channelItems.name, id, kind: "delete" });
    },
    parts,
  );
}
