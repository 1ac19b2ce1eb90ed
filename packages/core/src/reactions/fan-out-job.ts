import type { EngineParts } from "../engine/attempt.ts";
import type { EngineContext } from "../engine/context.ts";
import { notifiedOf, placeOf, visibilityIn } from "../engine/notify/audience.ts";
import type { Place } from "../engine/notify/groups.ts";
import type { NotifyParts } from "../engine/notify/notify-parts.ts";
import { commitAsSystem } from "../engine/system-commit.ts";
import { type Comment, comments } from "../model/comment.ts";
import { type FanOut, type FanOutAudience, fanOuts } from "../model/fan-out.ts";
import { type Message, messages } from "../model/message.ts";
import type { Reason } from "../model/reason.ts";
import type { NotificationOutcome } from "../notifications/decide.ts";
import { notificationEvent, notificationFor, shorten } from "../notifications/notification.ts";
import { reasonRules } from "../notifications/reasons.ts";

const maxPerCommit = 100;

/**
 * Writes the notifications of a large audience, 100 in each commit. The record counts how many
 * recipients are done in the same commit, so each notification is written once however often this
 * runs. Each part checks again who may read, and whether there is still something to read.
 */
export async function fanOut(
  id: string,
  parts: EngineParts,
  notifyParts: NotifyParts,
): Promise<void> {
  while (await commitAsSystem((context) => writeNextPart(id, context, notifyParts), parts));
}

/** Writes the next part; true if there are more. */
async function writeNextPart(
  id: string,
  context: EngineContext,
  parts: NotifyParts,
): Promise<boolean> {
  const [record] = await context.get(fanOuts, [id]);
  if (!record?.audience) return false;
  const { audience, next } = record;
  const part = audience.recipients.slice(next, next + maxPerCommit);
  const post = await postOf(audience, context);
  const remaining = await stillToNotify(part, record, audience, post, context, parts);
  for (const recipient of remaining)
    context.emit(
      notificationEvent(
        "notification.created",
        notificationOf(record, audience, post, recipient, context),
      ),
    );
  const isLast = next + part.length >= audience.recipients.length;
  const fields = {
    next: next + part.length,
    ...(remaining.length < part.length && {
      suppressed: [...(record.suppressed as object[]), ...dropped(part, remaining)],
    }),
    ...(isLast && { audience: null }),
  };
  context.derive({ kind: "update", collection: fanOuts.name, id, fields });
  return !isLast;
}

type Recipient = FanOutAudience["recipients"][number];

/** Whom it came too late for, as `explain` says it. */
function dropped(part: readonly Recipient[], left: readonly Recipient[]): NotificationOutcome[] {
  const told = new Set(left.map(({ userId }) => userId));
  const gone = { outcome: "suppressed", step: "visibility", rule: "gone" } as const;
  return part
    .filter(({ userId }) => !told.has(userId))
    .flatMap(({ userId, reasons }) =>
      reasons.map((reason): NotificationOutcome => ({ userId, reason, ...gone })),
    );
}

async function stillToNotify(
  part: readonly Recipient[],
  { boardId, about }: FanOut,
  audience: FanOutAudience,
  words: Message | Comment | undefined,
  context: EngineContext,
  parts: NotifyParts,
): Promise<Recipient[]> {
  const { roomId, taskId, messageId, commentId } = audience;
  const place = await placeOf(
    { boardId, ...(roomId !== null && { roomId }), ...(taskId !== null && { taskId }) },
    context,
  );
  const isGone = (messageId !== null || commentId !== null) && (!words || words.deletedAt !== null);
  if (!place || isGone) return [];
  const edited = words && words.editedAt !== null ? words : undefined;
  // An edit may have told them meanwhile.
  const told = edited ? await notifiedOf(about, context) : undefined;
  const userIds = part.map(({ userId }) => userId);
  const people = await parts.members.some(place.board, place.room, userIds);
  const mayRead = visibilityIn(place, context);
  const counts = (reason: Reason, userId: string) =>
    !isMoot(reason, audience, place) &&
    (!edited || stillCalls(edited, reason, userId)) &&
    (reasonRules[reason].ownMembership || mayRead(people.get(userId)));
  return part.flatMap(({ userId, reasons }) => {
    const left = told?.has(userId) ? [] : reasons.filter((reason) => counts(reason, userId));
    return left.length > 0 ? [{ userId, reasons: left }] : [];
  });
}

/** Whether it asks for something that is decided or called off by now. */
const isMoot = (reason: Reason, { state }: FanOutAudience, { task }: Place): boolean =>
  (reason === "approval.requested" || reason === "assigned") && task?.state !== state;

/** Whether an edited text calls somebody as it is now: a call that was taken back reaches nobody more. */
function stillCalls({ mentions }: Message | Comment, reason: Reason, userId: string): boolean {
  const called = mentions.filter(({ silent }) => !silent);
  const isCalled = (group: string) =>
    called.some(({ kind, id }) => kind === "group" && id === group);
  if (reason === "mention") return called.some(({ kind, id }) => kind === "user" && id === userId);
  if (reason === "mention.everyone") return isCalled("everyone");
  if (reason === "mention.here") return isCalled("here");
  const isOwn = ({ kind, id }: Message["mentions"][number]) =>
    kind === "group" && id !== "everyone" && id !== "here";
  return reason !== "mention.group" || called.some(isOwn);
}

async function postOf(
  { messageId, commentId }: FanOutAudience,
  context: EngineContext,
): Promise<Message | Comment | undefined> {
  if (messageId !== null) return (await context.get(messages, [messageId]))[0];
  return commentId === null ? undefined : (await context.get(comments, [commentId]))[0];
}

function notificationOf(
  delivery: FanOut,
  audience: FanOutAudience,
  words: Message | Comment | undefined,
  { userId, reasons }: Recipient,
  context: EngineContext,
) {
  const { taskId, roomId, messageId, commentId, actor } = audience;
  const isEdited = words && words.editedAt !== null;
  const excerpt = isEdited && audience.excerpt !== null ? shorten(words.text) : audience.excerpt;
  const { id: eventId, type, about, boardId } = delivery;
  const row = notificationFor(
    userId,
    reasons,
    { about, boardId },
    { eventId, type, actor },
    context.now,
  );
  return { ...row, taskId, roomId, messageId, commentId, excerpt, createdAt: delivery.createdAt };
}
