import { TaskwireError } from "../../errors.ts";
import { byteLength } from "../../model/byte-length.ts";
import type { RateName } from "../../model/quota.ts";
import type { RequestOutcomes } from "../../notifications/decide.ts";
import { addressedPeople } from "../../notifications/quota.ts";
import type { Commit } from "../../storage/storage.ts";
import type { Rates } from "../charging.ts";

/** The key of a counter: it counts the notifications that one person causes for another. */
export const pairOf = (from: string, to: string): string => `${from.length} ${from} ${to}`;

/** The effects of a command that quotas count. */
export interface Caused {
  readonly bytes: number;
  readonly posts: number;
  readonly notified: readonly RequestOutcomes[];
}

/**
 * The bytes that a command takes besides its events: its key and the entries of indexes. A command that
 * changes nothing takes them too.
 */
const bytesPerCommand = 256;

const postTypes = ["message.posted", "comment.posted"];

const ofNotifications: ReadonlySet<string> = new Set([
  "notification.created",
  "notification.changed",
]);

/**
 * Measures a commit for the quotas. taskwire's notifications of one type have different recipients, but
 * almost the same size. So only one of each type is measured, and its size is used for all. Making the
 * JSON of each one only to measure it would take longer than storing them.
 */
export function causedBy({ events }: Commit, notified: readonly RequestOutcomes[]): Caused {
  let bytes = bytesPerCommand;
  let posts = 0;
  let measured = { type: "", bytes: 0 };
  for (const event of events) {
    const { type } = event;
    if (!event.isTold || !ofNotifications.has(type)) bytes += byteLength(event.data);
    else {
      if (measured.type !== type) measured = { type, bytes: byteLength(event.data) };
      bytes += measured.bytes;
    }
    if (postTypes.includes(type)) posts++;
  }
  return { bytes, posts, notified };
}

/** The rate that a command would exceed, and how much the command would add to it. */
function exceeded(
  userId: string,
  { bytes, posts }: Caused,
  rates: Rates,
): readonly [RateName, number] | undefined {
  if (bytes > rates.left("bytesPerDay", userId)) return ["bytesPerDay", bytes];
  return posts > rates.left("postsPerHour", userId) ? ["postsPerHour", posts] : undefined;
}

/**
 * Whether a command would exceed the amount that its person may write now. Commands that delete
 * something are always allowed.
 */
export const isOverRate = (userId: string, caused: Caused, rates: Rates): boolean =>
  exceeded(userId, caused, rates) !== undefined;

const words: { readonly [rate: string]: string } = {
  bytesPerDay: "You have written too much in the last day",
  postsPerHour: "You have posted too many messages and comments in the last hour",
};

/** Makes the error for a command that exceeds one of the rates. */
export function overRate(userId: string, caused: Caused, rates: Rates): TaskwireError {
  const [quota, amount] = exceeded(userId, caused, rates) ?? (["bytesPerDay", 0] as const);
  return new TaskwireError(
    "rate_limited",
    `${words[quota]} (the quota "${quota}"). Wait for \`retryAfterMs\`, then repeat with the same key.`,
    { rule: "quota", quota, retryAfterMs: rates.waitMs(quota, userId, amount) },
  );
}

/** Counts what a committed command has caused. */
export function countCaused(
  userId: string,
  { bytes, posts, notified }: Caused,
  rates: Rates,
): void {
  if (bytes > 0) rates.add("bytesPerDay", userId, bytes);
  if (posts > 0) rates.add("postsPerHour", userId, posts);
  for (const { outcomes } of notified) {
    const people = addressedPeople(outcomes);
    if (people.size > 0) rates.add("notificationsPerHour", userId, people.size);
    for (const to of people) rates.add("notificationsToOnePerHour", pairOf(userId, to), 1);
  }
}
