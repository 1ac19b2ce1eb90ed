/**
 * Reasons for notifying a person, strongest first. If several apply, the strongest one is the
 * notification's `reason`.
 *
 * @example
 * ```ts
 * const isStronger = reasons.indexOf("mention") < reasons.indexOf("comment"); // true
 * ```
 */
export const reasons = [
  "approval.requested",
  "revision.requested",
  "assigned",
  "approval.stalled",
  "approval.overdue",
  "due.passed",
  "due.near",
  "requester",
  "decider",
  "direct",
  "mention",
  "reply",
  "mention.group",
  "mention.here",
  "mention.everyone",
  "comment",
  "message",
  "follower",
  "delegation",
  "webhook.off",
  "member",
  "role",
  "removed",
] as const;

/** Why a person is notified: they can decide now, have work to do, made the request, … */
export type Reason = (typeof reasons)[number];

/** A reason of taskwire or of the app's own. */
export type AnyReason = Reason | (string & Record<never, never>);

/** A reason of the app's own, from the option `reasons`. */
export interface ReasonDefinition {
  /** The words that a page shows, by language, e.g. `{ en: "Large expense", th: "ค่าใช้จ่ายสูง" }`. */
  readonly words: { readonly [language: string]: string };
  /**
   * The levels that let the reason pass. `critical` passes every level, and it can't be switched
   * off or muted. Use `critical` only if the person has to do something.
   */
  readonly passes:
    | "critical"
    | { readonly all: boolean; readonly mentions: boolean; readonly none: boolean };
}

/** The app's own reasons, the strongest first, as they travel to clients. */
export interface ReasonsData {
  readonly [reason: string]: ReasonDefinition;
}

/** Why taskwire resolves a notification. */
export const resolutions = [
  "decided",
  "completed",
  "cancelled",
  "unblocked",
  "deleted",
  "edited_out",
  "access_lost",
  "voted",
  "superseded",
  "expired",
  "delegation_ended",
] as const;

/**
 * Why a notification is resolved: somebody decided, the work was completed or cancelled, somebody can
 * decide again, the text was deleted, an edit removed the mention, the recipient may not see it any more, they have
 * voted, a newer notification asks for the same, the deadline has passed, or the recipient does not vote for the person
 * who was away any more.
 */
export type Resolution = (typeof resolutions)[number];
