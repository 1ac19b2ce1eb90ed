import type { Notification, NotificationState } from "../model/notification.ts";
import type { Resolution } from "../model/reason.ts";
import type { AnyResolveRequest } from "./request.ts";

/** A notification to resolve. */
export interface Resolvable {
  readonly notification: Notification;
  /** Whether its text has to go: from the notification, and from the events about it. */
  readonly scrub: boolean;
}

/** The rights that recipients have now, for requests with the resolution `access_lost`. */
export interface RecipientAccess {
  /** Whether the recipient may read the thing that the notification is about. */
  readonly mayRead: (notification: Notification) => boolean;
  /** Whether the recipient may take the decision that the notification asks for. */
  readonly mayDecide: (notification: Notification) => boolean;
}

/**
 * The states that a notification can be resolved in. The text of something deleted is removed from
 * notifications in every state.
 */
export function resolvableStates(resolution: Resolution): readonly NotificationState[] {
  if (resolution === "deleted") return ["open", "read", "done", "resolved"];
  return resolution === "edited_out" ? ["open"] : ["open", "read"];
}

/** Whether a request is about a notification. */
export function isMeant(notification: Notification, request: AnyResolveRequest): boolean {
  if (!("about" in request)) {
    const { boardId, roomId, taskId } = request;
    return (
      (boardId === undefined || notification.boardId === boardId) &&
      (roomId === undefined || notification.roomId === roomId) &&
      (taskId === undefined || notification.taskId === taskId)
    );
  }
  const { reasons, userIds, resolution } = request;
  if (userIds && !userIds.includes(notification.userId)) return false;
  if (!reasons) return true;
  // A person whose mention was edited out may have been notified for another reason too, which
  // still holds.
  return resolution === "edited_out"
    ? notification.reasons.every((reason) => reasons.includes(reason))
    : reasons.includes(notification.reason);
}

/** Decides which of the notifications that a request is about are resolved. */
export function decideResolved(
  meant: readonly Notification[],
  { resolution }: AnyResolveRequest,
  access: RecipientAccess,
): Resolvable[] {
  if (resolution === "access_lost")
    return meant.flatMap((notification): Resolvable[] => {
      if (!access.mayRead(notification)) return [{ notification, scrub: true }];
      return asksForDecision(notification) && !access.mayDecide(notification)
        ? [{ notification, scrub: false }]
        : [];
    });
  const scrub = resolution === "deleted";
  return meant
    .filter((notification) => isUnresolved(notification) || notification.excerpt !== null)
    .map((notification) => ({ notification, scrub }));
}

/** Whether a notification asks its recipient to decide on a task. */
export const asksForDecision = ({ reason, taskId }: Notification): boolean =>
  reason === "approval.requested" && taskId !== null;

/** A notification as it is after it was resolved. */
export function resolvedNotification(
  { notification, scrub }: Resolvable,
  { resolution, decidedBy }: AnyResolveRequest,
  now: string,
): Notification {
  return {
    ...notification,
    ...(isUnresolved(notification) && {
      state: "resolved" as const,
      resolution,
      decidedBy: decidedBy ?? null,
    }),
    ...(scrub && { excerpt: null }),
    updatedAt: now,
  };
}

const isUnresolved = ({ state }: Notification): boolean => state === "open" || state === "read";
