import { z } from "zod";
import { type Comment, comments } from "../../model/comment.ts";
import { type FanOut, type FanOutAudience, fanOuts } from "../../model/fan-out.ts";
import { type Message, messages } from "../../model/message.ts";
import type { Reason } from "../../model/reason.ts";
import type { NotificationOutcome } from "../../notifications/decide.ts";
import { notificationEvent, notificationFor, shorten } from "../../notifications/notification.ts";
import { reasonRules } from "../../notifications/reasons.ts";
import type { Context } from "../context.ts";
import { command, type Operation } from "../operation.ts";
import { notifiedOf, placeOf, visibilityIn } from "./audience.ts";
import type { Place } from "./groups.ts";
import type { NotifyParts } from "./notify-parts.ts";
import { type ResolveWork, resolveMore } from "./resolve.ts";

const rowsPerCommit = 100;

const route = { method: "POST", path: "/" } as const;
const output = z.object({ more: z.boolean() });

/**
 * Writes the next part of a large audience's rows. The record counts how far it got in the same commit, so each row is
 * written once however often this runs; it asks again who may read, and whether there is anything left to read.
 */
export const fanOutOperation = (parts: NotifyParts): Operation<string, never> =>
  command({
    name: "notifications.deliver",
    target: "app",
    permission: "system",
    summary: "Writes a part of a large audience's rows.",
    route,
    input: z.strictObject({ id: z.string() }),
    output,
    async run(context, { id }) {
      const [delivery] = await context.get(fanOuts, [id]);
      if (!delivery?.audience) return { more: false };
      const { audience, next } = delivery;
      const part = audience.recipients.slice(next, next + rowsPerCommit);
      const words = await wordsOf(audience, context);
      const left = await stillToTell(part, delivery, audience, words, context, parts);
      for (const recipient of left)
        context.emit(
          notificationEvent(
            "notification.created",
            rowOf(delivery, audience, words, recipient, context),
          ),
        );
      const isLast = next + part.length >= audience.recipients.length;
      const fields = {
        next: next + part.length,
        ...(left.length < part.length && {
          suppressed: [...(delivery.suppressed as object[]), ...dropped(part, left)],
        }),
        ...(isLast && { audience: null }),
      };
      context.derive({ kind: "update", collection: fanOuts.name, id, fields });
      return { more: !isLast };
    },
  }) as unknown as Operation<string, never>;

/** Settles the next part of the rows that a command left to settle. */
export const resolveOperation = (parts: NotifyParts): Operation<string, never> =>
  command({
    name: "notifications.settle",
    target: "app",
    permission: "system",
    summary: "Settles a part of the rows that a command left.",
    route,
    input: z.custom<ResolveWork>(),
    output,
    run: async (context, work) => ({
      more: await resolveMore(work, rowsPerCommit, context, parts),
    }),
  }) as unknown as Operation<string, never>;

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

async function stillToTell(
  part: readonly Recipient[],
  { boardId, about }: FanOut,
  audience: FanOutAudience,
  words: Message | Comment | undefined,
  context: Context,
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

async function wordsOf(
  { messageId, commentId }: FanOutAudience,
  context: Context,
): Promise<Message | Comment | undefined> {
  if (messageId !== null) return (await context.get(messages, [messageId]))[0];
  return commentId === null ? undefined : (await context.get(comments, [commentId]))[0];
}

function rowOf(
  delivery: FanOut,
  audience: FanOutAudience,
  words: Message | Comment | undefined,
  { userId, reasons }: Recipient,
  context: Context,
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
