/**
 * Reasons for notifying a person, strongest first. If several apply, the strongest one is the
 * notification's `reason`.
 */
export const reasons = [
  "approval.requested",
  "assigned",
  "requester",
  "decider",
  "mention",
  "reply",
  "mention.group",
  "mention.here",
  "mention.everyone",
  "comment",
  "message",
  "follower",
  "member",
  "role",
  "removed",
] as const;

/** Why a person is notified: they can decide now, have work to do, made the request, … */
export type Reason = (typeof reasons)[number];

/** Why a notification is resolved without an act of its recipient. */
export const resolutions = [
  "decided",
  "cancelled",
  "deleted",
  "edited_out",
  "access_lost",
] as const;

/**
 * Why a notification is resolved: somebody decided, the work was cancelled, the text was deleted, an
 * edit removed the mention, or the recipient may not see it any more.
 */
export type Resolution = (typeof resolutions)[number];
