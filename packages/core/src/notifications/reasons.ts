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
   * The levels that let it through. Critical ones pass every level, switch and mute, so only what is
   * asked of the person is critical: anybody who could cause others would reach people who muted them.
   */
  readonly passes: ReasonDefinition["passes"];
  /**
   * Set if it is about the person's own membership: they are `notified` even if they may not read
   * there. If it is `kept`, the notification also stays when they no longer may.
   */
  readonly ownMembership?: "notified" | "kept";
}

const addressed = { all: true, mentions: true, none: false };
const followed = { all: true, mentions: false, none: false };

/**
 * The rule for each of taskwire's own reasons. Which reason is stronger is the order in {@link reasons}.
 *
 * @example
 * ```ts
 * reasonRules.mention.passes; // { all: true, mentions: true, none: false }
 * ```
 */
export const reasonRules: { readonly [R in Reason]: ReasonRule } = {
  "approval.requested": { passes: "critical" },
  assigned: { passes: addressed },
  "approval.stalled": { passes: addressed },
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
  member: { passes: addressed, ownMembership: "notified" },
  role: { passes: addressed, ownMembership: "kept" },
  removed: { passes: addressed, ownMembership: "kept" },
};

/** Whether a reason is about the person's own membership. None of the app's own reasons is. */
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
    // Behind the requests that wait for the person; those for followers before taskwire's own of that kind.
    this.names = reasons.flatMap((name): AnyReason[] => {
      if (name === "approval.requested") return [name, ...critical, ...others];
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

  /** Whether a reason only reaches people who want everything of a place, or who follow the thing. */
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
    // A stored notification may have a reason that a newer version of the app has no more.
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
