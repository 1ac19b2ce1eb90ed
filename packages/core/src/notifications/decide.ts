import type { Level, Preference } from "../model/preference.ts";
import type { AnyReason } from "../model/reason.ts";
import { ownMembershipOf, type ReasonRules } from "./reasons.ts";
import type { NotificationRequest } from "./request.ts";

/** A candidate that is one person. Each group was replaced by its people. */
export interface PersonCandidate {
  readonly userId: string;
  readonly reason: AnyReason;
  /** A candidate only because of their own preference. Other people must not learn of it. */
  readonly byPreference?: true;
  /**
   * Notified even if they are the actor, because the event asks them for another act. For example,
   * their vote has opened a step in which they can vote too.
   */
  readonly evenActor?: true;
}

/** Everything that decides about the candidates of one request. */
export interface CandidateFacts {
  readonly actorId: string;
  /** The person for whom the actor votes, as a delegate. They are not notified of their own vote either. */
  readonly principalId?: string | undefined;
  /** ISO 8601. */
  readonly now: string;
  /** Whether a person may read the thing that the notification would be about. */
  readonly mayRead: (userId: string) => boolean;
  /** Whether a person was already notified of the same thing. Always false unless `once` is set. */
  readonly wasNotified: (userId: string) => boolean;
  /**
   * The people who count as followers without a preference. These are the people involved in the
   * task. They are also the people whom the request names one by one, for a reason that only
   * reaches followers. For example, people who commented earlier are named in this way.
   */
  readonly followers: ReadonlySet<string>;
  /** The rules of the app's reasons. */
  readonly rules: ReasonRules;
  /**
   * A person's preferences for this place, the most specific first: for the room or the task, then
   * for the board.
   */
  readonly preferences: (userId: string) => readonly Preference[];
}

/** Why a candidate isn't notified. `target` names the preference that decided. */
export type Suppression =
  | { readonly step: "actor"; readonly rule: "own_act" }
  | { readonly step: "visibility"; readonly rule: "may_not_read" }
  /**
   * In a large audience: something changed before the job reached this person. For example, the
   * thing was deleted or decided, or the person may no longer read it.
   */
  | { readonly step: "visibility"; readonly rule: "gone" }
  | { readonly step: "merge"; readonly rule: "told_before" }
  | {
      readonly step: "preference";
      readonly rule: "level";
      readonly level: Level;
      readonly target: string | null;
    }
  | { readonly step: "preference"; readonly rule: "off"; readonly target: string }
  | { readonly step: "mute"; readonly rule: "muted"; readonly target: string }
  /**
   * The actor has caused too many notifications lately, either in total (`sender`) or for this
   * recipient (`recipient`). This step comes after all others, and it applies whatever the
   * preferences are.
   */
  | { readonly step: "quota"; readonly rule: "sender" | "recipient" };

/** The decision about one candidate. */
export type NotificationOutcome = PersonCandidate &
  ({ readonly outcome: "notified" } | ({ readonly outcome: "suppressed" } & Suppression));

/** The event that a notification is about. */
export interface SourceEvent {
  readonly eventId: string;
  readonly type: string;
  readonly actor: string;
}

/** The decisions about all candidates of one event's request. */
export interface RequestOutcomes {
  readonly source: SourceEvent;
  readonly request: NotificationRequest<AnyReason>;
  readonly outcomes: readonly NotificationOutcome[];
}

/**
 * Decides for each candidate whether they are notified. A person who is a candidate twice for the
 * same reason counts once. Notifications, `notifications.preview` and `notifications.explain` all
 * show these decisions.
 */
export function decide(
  candidates: readonly PersonCandidate[],
  facts: CandidateFacts,
): NotificationOutcome[] {
  const outcomes: NotificationOutcome[] = [];
  const decided = new Map<AnyReason, Set<string>>();
  for (const candidate of candidates) {
    const { userId, reason } = candidate;
    const people = decided.get(reason) ?? new Set();
    if (people.has(userId) || isStaleFollower(candidate, facts)) continue;
    decided.set(reason, people.add(userId));
    outcomes.push(outcomeOf(candidate, facts));
  }
  return outcomes;
}

function outcomeOf(candidate: PersonCandidate, facts: CandidateFacts): NotificationOutcome {
  const suppression = suppressionOf(candidate, facts);
  const { userId, reason, byPreference } = candidate;
  // People read outcomes, and `evenActor` is only for this decision.
  const person = { userId, reason, ...(byPreference && { byPreference }) };
  return suppression
    ? { ...person, outcome: "suppressed", ...suppression }
    : { ...person, outcome: "notified" };
}

/**
 * If a person is a candidate only because of a preference, and may not read the place any more,
 * they are no candidate at all.
 */
const isStaleFollower = (
  { userId, byPreference }: PersonCandidate,
  { actorId, mayRead }: CandidateFacts,
): boolean => byPreference === true && userId !== actorId && !mayRead(userId);

function suppressionOf(
  { userId, reason, evenActor }: PersonCandidate,
  facts: CandidateFacts,
): Suppression | undefined {
  const isActor = userId === facts.actorId || userId === facts.principalId;
  if (isActor && !evenActor) return { step: "actor", rule: "own_act" };
  if (!ownMembershipOf(reason) && !facts.mayRead(userId))
    return { step: "visibility", rule: "may_not_read" };
  if (facts.wasNotified(userId)) return { step: "merge", rule: "told_before" };
  if (facts.rules.isCritical(reason)) return undefined;
  const preferences = facts.preferences(userId);
  const mute = preferences.find(({ muteUntil }) => muteUntil !== null && muteUntil > facts.now);
  if (mute) return { step: "mute", rule: "muted", target: mute.target };
  const off = preferences.find((preference) => preference.off.includes(reason));
  if (off) return { step: "preference", rule: "off", target: off.target };
  const { level, target } = levelOf(preferences, facts.followers.has(userId));
  return facts.rules.levelAllows(level, reason)
    ? undefined
    : { step: "preference", rule: "level", level, target };
}

/**
 * The level that applies: the most specific preference with a level decides. A person who follows
 * the task has the level `all` for it, unless they chose another one for the task itself.
 */
function levelOf(
  preferences: readonly Preference[],
  follows: boolean,
): { level: Level; target: string | null } {
  const withLevel = preferences.filter(({ level }) => level !== null);
  const own = withLevel.find(({ target }) => !target.startsWith("board:"));
  if (!own && follows) return { level: "all", target: null };
  const first = own ?? withLevel[0];
  return { level: first?.level ?? "mentions", target: first?.target ?? null };
}

/** The people who are notified, each with their reasons. */
export function recipientsOf(outcomes: readonly NotificationOutcome[]): Map<string, AnyReason[]> {
  const recipients = new Map<string, AnyReason[]>();
  for (const { userId, reason, outcome } of outcomes) {
    if (outcome !== "notified") continue;
    const reasons = recipients.get(userId);
    if (reasons) reasons.push(reason);
    else recipients.set(userId, [reason]);
  }
  return recipients;
}
