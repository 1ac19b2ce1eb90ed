import type { Level } from "../model/preference.ts";
import {
  type AnyReason,
  type Reason,
  type ReasonDefinition,
  type ReasonsData,
  reasons,
} from "../model/reason.ts";

interface ReasonRule {
  /**
   * The levels that let the reason pass. A critical reason passes every level, and it can't be
   * switched off or muted. So a reason may only be critical if it asks this person to do something.
   * Otherwise people could reach others who have muted them.
   */
  readonly passes: ReasonDefinition["passes"];
  /**
   * Set if the reason is about the person's own membership. With `notified`, the person is notified
   * even if they may not read the board or room. With `kept`, the notification also stays when they
   * may not read it any more.
   */
  readonly ownMembership?: "notified" | "kept";
}

const addressed = { all: true, mentions: true, none: false };
const followed = { all: true, mentions: false, none: false };

/**
 * The rule for each of taskwire's own reasons. The order in {@link reasons} says which reason is
 * stronger.
 *
 * @example
 * ```ts
 * reasonRules.mention.passes; // { all: true, mentions: true, none: false }
 * ```
 */
export const reasonRules: { readonly [R in Reason]: ReasonRule } = {
  "approval.requested": { passes: "critical" },
  "revision.requested": { passes: "critical" },
  assigned: { passes: addressed },
  "approval.stalled": { passes: addressed },
  "approval.overdue": { passes: addressed },
  "due.passed": { passes: addressed },
  "due.near": { passes: addressed },
  requester: { passes: addressed },
  decider: { passes: addressed },
  direct: { passes: addressed },
  mention: { passes: addressed },
  reply: { passes: addressed },
  "mention.group": { passes: addressed },
  "mention.here": { passes: addressed },
  "mention.everyone": { passes: addressed },
  comment: { passes: followed },
  message: { passes: followed },
  follower: { passes: followed },
  delegation: { passes: addressed },
  "webhook.off": { passes: addressed },
  member: { passes: addressed, ownMembership: "notified" },
  role: { passes: addressed, ownMembership: "kept" },
  removed: { passes: addressed, ownMembership: "kept" },
};

/** Whether a reason is about the person's own membership. The app's own reasons never are. */
export const ownMembershipOf = (reason: AnyReason): ReasonRule["ownMembership"] =>
  Object.hasOwn(reasonRules, reason) ? reasonRules[reason as Reason].ownMembership : undefined;

/** The rules of all reasons that an app has: taskwire's and its own. */
export class ReasonRules {
  /** All reasons, the strongest first. */
  readonly names: readonly AnyReason[];
  readonly #passes: ReadonlyMap<AnyReason, ReasonRule["passes"]>;

  constructor(own: ReasonsData) {
    this.#passes = new Map(
      [...Object.entries(reasonRules), ...Object.entries<ReasonRule>(own)].map(
        ([name, { passes }]) => [name, passes],
      ),
    );
    const ownNames = Object.keys(own);
    const critical = ownNames.filter((name) => this.isCritical(name));
    const followedOnly = ownNames.filter((name) => this.isFollowed(name));
    const others = ownNames.filter((name) => ![...critical, ...followedOnly].includes(name));
    // The app's own reasons come after `revision.requested`. Those for followers come directly
    // before taskwire's own reasons for followers.
    this.names = reasons.flatMap((name): AnyReason[] => {
      if (name === "revision.requested") return [name, ...critical, ...others];
      return name === "comment" ? [...followedOnly, name] : [name];
    });
  }

  /** Whether there is such a reason. */
  knows(reason: AnyReason): boolean {
    return this.#passes.has(reason);
  }

  /** Whether people are notified for a reason whatever their preferences are. */
  isCritical(reason: AnyReason): boolean {
    return this.#passes.get(reason) === "critical";
  }

  /** Whether a reason only reaches people with the level `all`, and followers of the task. */
  isFollowed(reason: AnyReason): boolean {
    const passes = this.#passes.get(reason);
    return passes !== undefined && passes !== "critical" && !passes.mentions;
  }

  /** Whether a person with this level is notified for a reason. */
  levelAllows(level: Level, reason: AnyReason): boolean {
    const passes = this.#passes.get(reason);
    return passes === "critical" || passes?.[level] === true;
  }

  /** Sorts reasons, the strongest first. */
  sorted(unsorted: readonly AnyReason[]): AnyReason[] {
    const known = this.names.filter((name) => unsorted.includes(name));
    // A stored notification may have a reason that the app no longer has.
    return [...known, ...unsorted.filter((reason) => !this.knows(reason))];
  }
}

const ofTaskwire = new ReasonRules({});
const cache = new WeakMap<ReasonsData, ReasonRules>();

/** Returns the rules for an app's reasons; the same object for the same reasons. */
export function rulesOf({ reasons: own }: { readonly reasons?: ReasonsData }): ReasonRules {
  if (!own) return ofTaskwire;
  const rules = cache.get(own) ?? new ReasonRules(own);
  cache.set(own, rules);
  return rules;
}
