import type { Comment } from "../model/comment.ts";
import type { FanOut, FanOutAudience } from "../model/fan-out.ts";
import type { Message } from "../model/message.ts";
import type { AnyReason } from "../model/reason.ts";
import type { Task } from "../model/task.ts";
import type { NotificationOutcome } from "./decide.ts";
import { shorten } from "./excerpt.ts";
import { type NewNotification, notificationFor } from "./notification.ts";
import { ownMembershipOf, type ReasonRules } from "./reasons.ts";
import type { Names } from "./words.ts";

/** A person in a large audience, with the reasons to notify them. */
export type Recipient = FanOutAudience["recipients"][number];

/** The message or comment that an audience is notified of. */
export type Post = Message | Comment;

/**
 * The facts at the moment when the job writes the notifications of a large audience. They may have
 * changed since the event was committed.
 */
export interface FanOutFacts {
  /** Whether there is nothing to read any more: the text, or its board, room or task is deleted. */
  readonly isGone: boolean;
  /** The message or comment as it is now; undefined if the event is about none. */
  readonly post: Post | undefined;
  /** The task as it is now; undefined if the event is about none. */
  readonly task: Pick<Task, "state" | "title"> | undefined;
  /** The names of the actor and the place as they are now. */
  readonly names: Names;
  /** Whether a person may read now what the notification is about. */
  readonly mayRead: (userId: string) => boolean;
  /** Whether a person was notified meanwhile because of an edit. */
  readonly wasNotified: (userId: string) => boolean;
}

/** The recipients who are still to be notified, each with the reasons that still hold. */
export function remainingOf(
  recipients: readonly Recipient[],
  audience: FanOutAudience,
  facts: FanOutFacts,
): Recipient[] {
  if (facts.isGone) return [];
  return recipients.flatMap(({ userId, reasons, ...rest }) => {
    if (facts.wasNotified(userId)) return [];
    const remaining = reasons.filter((reason) => stillHolds(reason, userId, audience, facts));
    return remaining.length > 0 ? [{ userId, reasons: remaining, ...rest }] : [];
  });
}

function stillHolds(
  reason: AnyReason,
  userId: string,
  { state }: FanOutAudience,
  { post, task, mayRead }: FanOutFacts,
): boolean {
  const asksForWork = reason === "approval.requested" || reason === "assigned";
  if (asksForWork && task?.state !== state) return false;
  if (post && isEdited(post) && !stillMentions(post, reason, userId)) return false;
  return ownMembershipOf(reason) !== undefined || mayRead(userId);
}

/** Whether a message or comment was edited. */
export const isEdited = ({ editedAt }: Post): boolean => editedAt !== null;

/**
 * Whether an edited text still mentions a person. A mention that was edited out notifies nobody.
 */
function stillMentions({ mentions }: Post, reason: AnyReason, userId: string): boolean {
  const loud = mentions.filter(({ silent }) => !silent);
  const hasGroup = (group: string) => loud.some(({ kind, id }) => kind === "group" && id === group);
  if (reason === "mention") return loud.some(({ kind, id }) => kind === "user" && id === userId);
  if (reason === "mention.everyone") return hasGroup("everyone");
  if (reason === "mention.here") return hasGroup("here");
  const isOwnGroup = ({ kind, id }: Post["mentions"][number]) =>
    kind === "group" && id !== "everyone" && id !== "here";
  return reason !== "mention.group" || loud.some(isOwnGroup);
}

/**
 * The outcomes of the recipients whom the job did not notify, because something had changed before
 * it reached them. `notifications.explain` shows these outcomes.
 */
export function goneOutcomes(
  recipients: readonly Recipient[],
  remaining: readonly Recipient[],
): NotificationOutcome[] {
  const notified = new Set(remaining.map(({ userId }) => userId));
  const gone = { outcome: "suppressed", step: "visibility", rule: "gone" } as const;
  return recipients
    .filter(({ userId }) => !notified.has(userId))
    .flatMap(({ userId, reasons }) =>
      reasons.map((reason): NotificationOutcome => ({ userId, reason, ...gone })),
    );
}

/** The notification of one recipient, as if it had been written in the event's commit. */
export function notificationOf(
  { userId, reasons, for: seats }: Recipient,
  { id: eventId, type, about, boardId, createdAt }: FanOut,
  audience: FanOutAudience,
  { post, task, names }: Pick<FanOutFacts, "post" | "task" | "names">,
  now: string,
  rules: ReasonRules,
): NewNotification {
  const { taskId, roomId, messageId, commentId, actor } = audience;
  const excerpt = excerptOf(audience, post, task);
  const source = { eventId, type, actor };
  const notification = notificationFor(
    userId,
    reasons,
    { about, boardId, ...(seats && { seats: { [userId]: seats } }) },
    names,
    source,
    now,
    rules,
  );
  return { ...notification, taskId, roomId, messageId, commentId, excerpt, createdAt };
}

function excerptOf(
  { excerpt }: FanOutAudience,
  post: Post | undefined,
  task: FanOutFacts["task"],
): string | null {
  if (excerpt === null) return null;
  if (post && (isEdited(post) || "of" in excerpt)) return shorten(post.text);
  if ("text" in excerpt) return excerpt.text;
  return task ? shorten(task.title) : null;
}
