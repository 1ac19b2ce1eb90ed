import type { Level } from "../model/preference.ts";
import { type Reason, reasons } from "../model/reason.ts";

interface ReasonRule {
  /** The levels that let it through. Critical ones pass every level, switch and mute. */
  readonly passes: "critical" | { readonly [L in Level]: boolean };
  /**
   * Set if it is about the person's own membership: they are `notified` even if they may not read
   * there. If it is `kept`, the notification also stays when they no longer may.
   */
  readonly ownMembership?: "notified" | "kept";
}

const addressed = { all: true, mentions: true, none: false };
const followed = { all: true, mentions: false, none: false };

/** The rule for each reason. Which reason is stronger is the order in {@link reasons}. */
export const reasonRules: { readonly [R in Reason]: ReasonRule } = {
  "approval.requested": { passes: "critical" },
  assigned: { passes: addressed },
  requester: { passes: addressed },
  decider: { passes: addressed },
  mention: { passes: addressed },
  reply: { passes: addressed },
  "mention.group": { passes: addressed },
  "mention.here": { passes: addressed },
  "mention.everyone": { passes: addressed },
  comment: { passes: followed },
  message: { passes: followed },
  follower: { passes: followed },
  member: { passes: addressed, ownMembership: "notified" },
  role: { passes: "critical", ownMembership: "kept" },
  removed: { passes: "critical", ownMembership: "kept" },
};

/** Whether people are notified for a reason whatever their preferences are. */
export const isCritical = (reason: Reason): boolean => reasonRules[reason].passes === "critical";

/** Whether a person with this level is notified for a reason. */
export function levelAllows(level: Level, reason: Reason): boolean {
  const { passes } = reasonRules[reason];
  return passes === "critical" || passes[level];
}

/** Sorts reasons, the strongest first. */
export const byStrength = (a: Reason, b: Reason): number => reasons.indexOf(a) - reasons.indexOf(b);
