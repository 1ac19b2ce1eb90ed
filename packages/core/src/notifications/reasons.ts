import type { Level } from "../model/preference.ts";
import { type Reason, reasons } from "../model/reason.ts";

interface ReasonRule {
  /** The levels that let it through. A critical one passes every level, switch and mute. */
  readonly passes: "critical" | { readonly [L in Level]: boolean };
  /** It is about the person's own membership: told whether they may read there or not, and `kept` when they no longer may. */
  readonly ownMembership?: "told" | "kept";
}

const addressed = { all: true, mentions: true, none: false };
const followed = { all: true, mentions: false, none: false };

/** What each reason needs to get through. The order of strength is that of {@link reasons}. */
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
  member: { passes: addressed, ownMembership: "told" },
  role: { passes: "critical", ownMembership: "kept" },
  removed: { passes: "critical", ownMembership: "kept" },
};

export const isCritical = (reason: Reason): boolean => reasonRules[reason].passes === "critical";

/** Whether a level lets a reason through. */
export function lets(level: Level, reason: Reason): boolean {
  const { passes } = reasonRules[reason];
  return passes === "critical" || passes[level];
}

/** Strongest first. */
export const byStrength = (a: Reason, b: Reason): number => reasons.indexOf(a) - reasons.indexOf(b);
