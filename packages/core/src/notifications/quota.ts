import type { NotificationOutcome } from "./decide.ts";

/** How many more notifications the actor of a command may cause. */
export interface NotificationQuota {
  /** For all recipients together. */
  readonly left: number;
  /** For one recipient. */
  readonly leftFor: (userId: string) => number;
}

// The steps that suppress a notification for a reason other than the person's preferences.
const unaddressed: readonly string[] = ["actor", "visibility", "merge", "quota"];

const isAddressed = (outcome: NotificationOutcome): boolean =>
  outcome.outcome === "notified" || !unaddressed.includes(outcome.step);

/**
 * The people whom an event addresses: they are notified if their preferences allow it. The quotas count
 * all of them. If they counted only those who are notified, the actor could learn the preferences of
 * others from what is left.
 */
export const addressedPeople = (outcomes: readonly NotificationOutcome[]): Set<string> =>
  new Set(outcomes.filter(isAddressed).map(({ userId }) => userId));

/**
 * Suppresses the notifications that go beyond a quota.
 *
 * @param all the outcomes of a command's requests. A person can get one notification of each request.
 */
export function withinQuota(
  all: readonly (readonly NotificationOutcome[])[],
  { left, leftFor }: NotificationQuota,
): NotificationOutcome[][] {
  let total = left;
  const rest = new Map<string, number>();
  return all.map((outcomes) => {
    const over = new Map<string, "sender" | "recipient">();
    for (const userId of addressedPeople(outcomes)) {
      const own = rest.get(userId) ?? leftFor(userId);
      if (total < 1) over.set(userId, "sender");
      else if (own < 1) over.set(userId, "recipient");
      else {
        total--;
        rest.set(userId, own - 1);
      }
    }
    if (over.size === 0) return [...outcomes];
    return outcomes.map((outcome): NotificationOutcome => {
      const rule = isAddressed(outcome) && over.get(outcome.userId);
      if (!rule) return outcome;
      const { userId, reason, byPreference } = outcome;
      const candidate = { userId, reason, ...(byPreference && { byPreference }) };
      return { ...candidate, outcome: "suppressed", step: "quota", rule };
    });
  });
}
