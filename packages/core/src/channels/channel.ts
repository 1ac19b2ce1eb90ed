import { maxChannels } from "../model/channel-item.ts";
import { thereAre } from "../model/nearest.ts";
import type { Notification } from "../model/notification.ts";
import type { AnyReason } from "../model/reason.ts";
import type { User } from "../model/user.ts";
import type { ReasonRules } from "../notifications/reasons.ts";

/** Which notifications a channel sends, and how long it may collect them. */
export interface ChannelOptions {
  /** A notification is sent if it has one of these reasons. Default: all reasons. */
  readonly reasons?: readonly AnyReason[];
  /** Notifications with one of these reasons are sent in quiet hours too. Default: none. */
  readonly urgent?: readonly AnyReason[];
  /**
   * How long the channel waits for more notifications of a person before it sends, in milliseconds, up to a
   * day. The first notification opens this time. Default: 0.
   */
  readonly windowMs?: number;
}

/**
 * A message to one person on one channel. Each notification is in at most one message of a channel.
 *
 * @example
 * ```ts
 * // The handler of `taskwire.deliver("mail", {}, send)`.
 * const send = async ({ id, user, notifications, count }: ChannelMessage) => {
 *   console.log(id, user.name, notifications.length, count);
 * };
 * ```
 */
export interface ChannelMessage {
  /** Stays the same if the handler is called again for this message. */
  readonly id: string;
  readonly user: User;
  /** The unread notifications that the person may read now, the oldest first: at most 50. */
  readonly notifications: readonly Notification[];
  /** How many there are. If there are more than 50, `notifications` has the newest ones. */
  readonly count: number;
  /** Whether the person gets digests. */
  readonly digest: boolean;
}

/** Sends a message. If it throws or takes longer than 30 s, it is called again later, with the same id. */
export type ChannelHandler = (message: ChannelMessage) => Promise<void> | void;

/** A channel of the app, such as mail. */
export interface Channel {
  readonly name: string;
  /** Null: all. */
  readonly reasons: ReadonlySet<AnyReason> | null;
  readonly urgent: ReadonlySet<AnyReason>;
  readonly windowMs: number;
  readonly handler: ChannelHandler;
}

const longestWindowMs = 86_400_000;

/**
 * Makes a channel.
 *
 * @throws {Error} naming what is wrong, and the cure.
 */
export function channelOf(
  name: string,
  { reasons, urgent = [], windowMs = 0, ...unknown }: ChannelOptions,
  handler: ChannelHandler,
  rules: ReasonRules,
  count: number,
): Channel {
  if (!/^\w[\w.-]{0,49}$/.test(name))
    throw problem(name, "a name has up to 50 letters, digits or _ . -");
  const [other] = Object.keys(unknown);
  if (other !== undefined)
    throw problem(name, `there is no option "${other}"; it takes reasons, urgent and windowMs`);
  for (const reason of [...(reasons ?? []), ...urgent])
    if (!rules.knows(reason))
      throw problem(name, `there is no reason "${reason}"; ${thereAre(reason, rules.names)}`);
  if (!(windowMs >= 0 && windowMs <= longestWindowMs))
    throw problem(name, `windowMs is ${windowMs}; give milliseconds from 0 to ${longestWindowMs}`);
  if (typeof handler !== "function")
    throw problem(name, "give a function that sends the message as the third parameter");
  if (count >= maxChannels) throw problem(name, `there are ${maxChannels} channels already`);
  const wanted = reasons && new Set(reasons);
  return { name, reasons: wanted ?? null, urgent: new Set(urgent), windowMs, handler };
}

const problem = (name: string, text: string) =>
  new Error(`deliver("${String(name).slice(0, 100)}"): ${text}.`);
