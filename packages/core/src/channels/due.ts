import { nextDigest, quietEnd } from "../calendar/delivery-times.ts";
import { isTimeZone } from "../calendar/wall-clock.ts";
import type { ChannelItem } from "../model/channel-item.ts";
import type { Preference } from "../model/preference.ts";

/** The settings that decide when a channel may send to a person. */
export interface Timing {
  /** The person's own settings. Undefined if there are none. */
  readonly settings: Pick<Preference, "timeZone" | "quiet" | "digest"> | undefined;
  readonly windowMs: number;
}

type Item = Pick<ChannelItem, "createdAt" | "state">;

/** A later version of the machine's zones may not know a name any more. */
const zoneOf = ({ settings }: Timing): string => {
  const zone = settings?.timeZone;
  return isTimeZone(zone) ? zone : "UTC";
};

/** The first instant from `instant` on that is not in the person's quiet hours. */
export const allowedFrom = (instant: number, timing: Timing): number =>
  quietEnd(instant, timing.settings?.quiet ?? [], zoneOf(timing));

/**
 * The first instant at which something is due: the next digest, or the end of the time for collecting. Infinity if
 * nothing waits. A notification is never due before an older one, so only the oldest of each kind counts.
 */
export function firstDue(items: readonly Item[], timing: Timing, now: number): number {
  const digest = timing.settings?.digest;
  const due = (created: number) =>
    digest ? nextDigest(created, digest, zoneOf(timing)) : created + timing.windowMs;
  const oldest = (isUrgent: boolean): number => {
    const some = items.filter(({ state }) => (state === "urgent") === isUrgent);
    return Math.min(...some.map(({ createdAt }) => Date.parse(createdAt)));
  };
  const [urgent, other] = [oldest(true), oldest(false)];
  return Math.min(
    urgent === Infinity ? urgent : due(urgent),
    other === Infinity ? other : allowedFrom(Math.max(due(other), now), timing),
  );
}

/**
 * Returns the notifications that a message takes now. As soon as one is due, the message takes all that quiet hours
 * don't hold, so that the person gets one message instead of several.
 */
export function dueNow<One extends Item>(
  items: readonly One[],
  timing: Timing,
  now: number,
): One[] {
  if (firstDue(items, timing, now) > now) return [];
  const isQuiet = allowedFrom(now, timing) > now;
  return items.filter(({ state }) => state === "urgent" || !isQuiet);
}
