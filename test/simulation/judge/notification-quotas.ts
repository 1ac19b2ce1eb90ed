import { type Quotas, systemId } from "@taskwire/core";
import type { Past } from "../reference/past.ts";
import { type Suppressed, suppressedBy } from "../reference/suppressed.ts";
import type { RunContext } from "../run-context.ts";

type Kept = Past["now"]["kept"][number];

/** The outcomes of the notification requests of one commit. */
interface Outcomes {
  readonly from: string;
  /** The people whom each request addresses. The quotas count them, also if they have muted it. */
  readonly addressed: readonly string[];
  /** The people who were left out because of a quota. */
  readonly over: readonly { readonly userId: string; readonly rule: string }[];
}

function outcomesOf(kept: Kept): Outcomes {
  const people = new Map<string, Set<string>>();
  const add = (eventId: string, userId: string) =>
    people.set(eventId, (people.get(eventId) ?? new Set()).add(userId));
  for (const { type, data } of kept.events) {
    if (type !== "notification.created") continue;
    const { eventId, userId } = JSON.parse(data).notification;
    add(eventId, userId);
  }
  const over = new Map<string, Suppressed>();
  for (const [eventId, suppressed] of suppressedBy(kept.commit))
    for (const one of suppressed) {
      if (one.step === "preference" || one.step === "mute") add(eventId, one.userId);
      if (one.step === "quota") over.set(`${eventId} ${one.userId}`, one);
    }
  return {
    from: kept.commit.key?.actor ?? systemId,
    addressed: [...people.values()].flatMap((all) => [...all]),
    over: [...over.values()],
  };
}

/**
 * Judges the quotas of notifications, which each node counts in memory. Nobody is left out as long as the
 * sender has caused fewer than a quota allows. On a single node that forgets nothing, no command causes
 * more than what the earlier ones have left.
 *
 * @param prepared the number of commits before the first step: the app's own code has made them
 */
export function judgeNotificationQuotas(
  past: Past,
  context: RunContext,
  prepared: number,
): string[] {
  const { plan, counts, times, uncounted } = context;
  const { notificationsPerHour, notificationsToOnePerHour } = plan.quotas ?? {};
  const quotas: Partial<Quotas> = {
    ...(typeof notificationsPerHour === "number" && { notificationsPerHour }),
    ...(typeof notificationsToOnePerHour === "number" && { notificationsToOnePerHour }),
  };
  // Before a restore, there was another log.
  if (Object.keys(quotas).length === 0 || past.generation > 0) return [];
  const { notificationsPerHour: total = null, notificationsToOnePerHour: toOne = null } = quotas;
  // Servers believe such messages about each other up to three quarters of a quota.
  const share = plan.noise.doubledHints || plan.noise.forgedHints ? 1 / 4 : 1;
  const isExact = plan.nodes === 1 && !plan.noise.lostAnswers && counts.jumps === 0;
  const keepsAll = counts.crashes + counts.goodbyes + counts.outages + counts.silences === 0;
  const problems: string[] = [];
  const earlier: { readonly outcomes: Outcomes; readonly at: number; readonly isSure: boolean }[] =
    [];
  for (const [i, kept] of past.now.kept.entries()) {
    const outcomes = outcomesOf(kept);
    const { from, addressed, over } = outcomes;
    if (from === systemId) continue;
    const isSure = i >= prepared && !uncounted.has(`${from} ${kept.commit.key?.key}`);
    const before = earlier.filter((one) => one.outcomes.from === from);
    const sum = (some: typeof earlier, to?: string) =>
      some
        .flatMap((one) => one.outcomes.addressed)
        .filter((userId) => to === undefined || userId === to).length;
    const own = (to?: string) =>
      addressed.filter((userId) => to === undefined || userId === to).length;
    counts.quotaSuppressions += over.length;
    for (const { userId, rule } of over) {
      const to = rule === "recipient" ? userId : undefined;
      const limit = (rule === "recipient" ? toOne : total) ?? Number.POSITIVE_INFINITY;
      if (sum(before, to) + own(to) < limit * share)
        problems.push(
          `${userId} was left out by the quota of the ${rule} ${from}, who had caused ${sum(before, to) + own(to)} of ${limit}`,
        );
    }
    const start = Date.parse(kept.events[0]?.at ?? "");
    const known = before.filter((one) => one.isSure && one.at + 2_000 < start);
    if (isExact && keepsAll && isSure) {
      if (total !== null && own() > Math.max(0, total - sum(known)))
        problems.push(`${from} caused ${sum(known) + own()} of ${total} notifications`);
      for (const to of new Set(addressed))
        if (toOne !== null && own(to) > Math.max(0, toOne - sum(known, to)))
          problems.push(`${from} caused ${sum(known, to) + own(to)} of ${toOne} for ${to}`);
    }
    earlier.push({ outcomes, at: times[i] ?? 0, isSure });
  }
  return problems;
}
