import type { Level, Preference } from "../model/preference.ts";
import type { Reason } from "../model/reason.ts";
import { isCritical, lets, reasonRules } from "./reasons.ts";
import type { NotificationRequest } from "./request.ts";

/** A candidate after groups became people. */
export interface PersonCandidate {
  readonly userId: string;
  readonly reason: Reason;
  /** A candidate only by a preference of their own, which is nobody else's business. */
  readonly byPreference?: true;
}

/** What is known of the people when it is decided. */
export interface CandidateFacts {
  readonly actorId: string;
  /** ISO 8601. */
  readonly now: string;
  /** Whether somebody may read now what they would be told of. */
  readonly mayRead: (userId: string) => boolean;
  /** Whether somebody was told of the same thing by an earlier event; only where that counts. */
  readonly notifiedBefore?: (userId: string) => boolean;
  /** Asked for the task, has some of it to do, or has commented on it: follows it without saying so. */
  readonly follows: (userId: string) => boolean;
  /** A person's preferences that touch this, the most specific first: of the room or the task, then of the board. */
  readonly preferences: (userId: string) => readonly Preference[];
}

/** Why somebody isn't told. `target` says which preference it was. */
export type Suppression =
  | { readonly step: "actor"; readonly rule: "own_act" }
  | { readonly step: "visibility"; readonly rule: "may_not_read" }
  /** Of a large audience: deleted, settled or out of their sight before it was their turn. */
  | { readonly step: "visibility"; readonly rule: "gone" }
  | { readonly step: "merge"; readonly rule: "told_before" }
  | {
      readonly step: "preference";
      readonly rule: "level";
      readonly level: Level;
      readonly target: string | null;
    }
  | { readonly step: "preference"; readonly rule: "off"; readonly target: string }
  | { readonly step: "mute"; readonly rule: "muted"; readonly target: string };

/** What became of one candidate. */
export type NotificationOutcome = PersonCandidate &
  ({ readonly outcome: "notified" } | ({ readonly outcome: "suppressed" } & Suppression));

/** The event that somebody is told of. */
export interface SourceEvent {
  readonly eventId: string;
  readonly type: string;
  readonly actor: string;
}

/** What became of the candidates of one event. */
export interface RequestOutcomes {
  readonly source: SourceEvent;
  readonly request: NotificationRequest;
  readonly outcomes: readonly NotificationOutcome[];
}

/** Decides for each candidate. Pure: `preview`, `explain` and the rows are all made of these. */
export function decide(
  candidates: readonly PersonCandidate[],
  known: CandidateFacts,
): NotificationOutcome[] {
  const once = new Map<string, PersonCandidate>();
  for (const asked of candidates) {
    const key = `${asked.reason} ${asked.userId}`;
    if (!once.has(key)) once.set(key, asked);
  }
  return [...once.values()].map((asked): NotificationOutcome => {
    const suppression = suppressed(asked, known);
    return suppression
      ? { ...asked, outcome: "suppressed", ...suppression }
      : { ...asked, outcome: "notified" };
  });
}

function suppressed(
  { userId, reason }: PersonCandidate,
  known: CandidateFacts,
): Suppression | undefined {
  if (userId === known.actorId) return { step: "actor", rule: "own_act" };
  if (!reasonRules[reason].ownMembership && !known.mayRead(userId))
    return { step: "visibility", rule: "may_not_read" };
  if (known.notifiedBefore?.(userId)) return { step: "merge", rule: "told_before" };
  if (isCritical(reason)) return undefined;
  const preferences = known.preferences(userId);
  const mute = preferences.find(({ muteUntil }) => muteUntil !== null && muteUntil > known.now);
  if (mute) return { step: "mute", rule: "muted", target: mute.target };
  const off = preferences.find((preference) => preference.off.includes(reason));
  if (off) return { step: "preference", rule: "off", target: off.target };
  const { level, target } = levelOf(userId, known);
  return lets(level, reason) ? undefined : { step: "preference", rule: "level", level, target };
}

/** The level that counts: of the most specific place that has one. Who follows a task has one for it without saying so. */
function levelOf(userId: string, known: CandidateFacts): { level: Level; target: string | null } {
  const preferences = known.preferences(userId);
  const isSpecific = ({ target }: Preference) => !target.startsWith("board:");
  const said = preferences.filter(({ level }) => level !== null);
  const own = said.find(isSpecific);
  if (!own && known.follows(userId)) return { level: "all", target: null };
  const first = own ?? said[0];
  return { level: first?.level ?? "mentions", target: first?.target ?? null };
}

/** The people who get a row, each with their reasons. */
export function recipientsOf(outcomes: readonly NotificationOutcome[]): Map<string, Reason[]> {
  const recipients = new Map<string, Reason[]>();
  for (const { userId, reason, outcome } of outcomes) {
    if (outcome === "notified") recipients.set(userId, [...(recipients.get(userId) ?? []), reason]);
  }
  return recipients;
}
