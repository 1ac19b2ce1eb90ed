import type { EngineParts } from "../engine/attempt.ts";
import type { EngineContext } from "../engine/context.ts";
import { notifiedOf } from "../engine/notify/gather.ts";
import { touchGuards } from "../engine/notify/notify-guard.ts";
import type { NotifyParts } from "../engine/notify/notify-parts.ts";
import { mayReadIn, placeOf, readPlaces } from "../engine/notify/place.ts";
import { commitAsSystem } from "../engine/system-commit.ts";
import { comments } from "../model/comment.ts";
import { type FanOut, type FanOutAudience, fanOuts } from "../model/fan-out.ts";
import { messages } from "../model/message.ts";
import { users } from "../model/user.ts";
import {
  type FanOutFacts,
  goneOutcomes,
  isEdited,
  notificationOf,
  type Post,
  type Recipient,
  remainingOf,
} from "../notifications/fan-out.ts";
import { createdEvents } from "../notifications/notification.ts";
import { rulesOf } from "../notifications/reasons.ts";
import { namesOf } from "../notifications/words.ts";

/** The main thread does nothing else while it makes a commit and delivers it, so it should be short. */
const maxPerCommit = 50;

/**
 * Writes the notifications of a large audience, 50 in each commit. The same commit writes into the
 * fan-out record how many recipients are done. So each notification is written once, however often
 * this runs. Each part checks again which recipients may read the thing, and whether it still
 * exists.
 */
export async function fanOut(
  id: string,
  parts: EngineParts,
  notifyParts: NotifyParts,
): Promise<void> {
  while (await commitAsSystem((context) => notifyNextPart(id, context, notifyParts), parts));
}

/** Notifies the next recipients. Returns whether there are more. */
async function notifyNextPart(
  id: string,
  context: EngineContext,
  parts: NotifyParts,
): Promise<boolean> {
  const [record] = await context.get(fanOuts, [id]);
  if (!record?.audience) return false;
  const { audience, next } = record;
  const part = audience.recipients.slice(next, next + maxPerCommit);
  const facts = await gatherFacts(part, record, audience, context, parts);
  const remaining = remainingOf(part, audience, facts);
  const rules = rulesOf(context.definitions);
  const events = createdEvents(remaining, (one) =>
    notificationOf(one, record, audience, facts, context.now, rules),
  );
  for (const event of events) context.emit(event);
  await touchGuards([record.about], context);
  const isLast = next + part.length >= audience.recipients.length;
  const fields = {
    next: next + part.length,
    ...(remaining.length < part.length && {
      suppressed: [...(record.suppressed as object[]), ...goneOutcomes(part, remaining)],
    }),
    ...(isLast && { audience: null }),
  };
  context.derive({ kind: "update", collection: fanOuts.name, id, fields });
  return !isLast;
}

async function gatherFacts(
  part: readonly Recipient[],
  { boardId, about }: FanOut,
  audience: FanOutAudience,
  context: EngineContext,
  parts: NotifyParts,
): Promise<FanOutFacts> {
  const { roomId, taskId, messageId, commentId } = audience;
  const post = await readPost(audience, context);
  const ids = { boardId, ...(roomId !== null && { roomId }), ...(taskId !== null && { taskId }) };
  await Promise.all(readPlaces([ids], context));
  const place = placeOf(ids, context);
  const isDeleted =
    (messageId !== null || commentId !== null) && (!post || post.deletedAt !== null);
  if (!place || isDeleted)
    return {
      isGone: true,
      post,
      task: undefined,
      names: namesOf(undefined, {}),
      mayRead: () => false,
      wasNotified: () => false,
    };
  const [actor] = await context.get(users, [audience.actor]);
  const userIds = part.map(({ userId }) => userId);
  const people = await parts.members.among(() => userIds, place.board, place.room);
  const notified = post && isEdited(post) ? await notifiedOf(about, context) : undefined;
  return {
    isGone: false,
    post,
    task: place.task,
    names: namesOf(actor, place),
    mayRead: (userId) => mayReadIn(place, people.get(userId), context.definitions),
    wasNotified: (userId) => notified?.has(userId) ?? false,
  };
}

async function readPost(
  { messageId, commentId }: FanOutAudience,
  context: EngineContext,
): Promise<Post | undefined> {
  if (messageId !== null) return (await context.get(messages, [messageId]))[0];
  return commentId === null ? undefined : (await context.get(comments, [commentId]))[0];
}
