import type { ErrorBody } from "../../errors.ts";
import type { Event, HiddenEvent } from "../../model/event.ts";

/**
 * The subscription has begun. If `after` was given, the missed events follow in `events` messages.
 */
export interface Subscribed {
  readonly type: "subscribed";
  readonly topic: string;
  /** The position after which events follow. */
  readonly cursor: string;
  /** The number of `cursor`. The first `events` message is `from` the next number. */
  readonly number: number;
  /**
   * The number of the topic's last event. If it is higher than `number`, `events` messages follow.
   * The client has caught up when one of them reaches this number. That message has no events if
   * the person may not see any.
   */
  readonly head: number;
}

/**
 * The events `from` to `to` of a topic. If a number is missing, the person may not see that event.
 */
export interface Events {
  readonly type: "events";
  readonly topic: string;
  /** One more than the last number that the client has. */
  readonly from: number;
  readonly to: number;
  /** The position of `to`. */
  readonly cursor: string;
  readonly events: readonly (Event | HiddenEvent)[];
}

/**
 * The subscription is over, because it can't continue after the cursor. The client reads the state
 * again and subscribes with the cursor that it gets with it.
 */
export interface Reload {
  readonly type: "reload";
  readonly topic: string;
  /**
   * `too_old`: the client has missed too many events. `gone`: the log does not have the cursor's
   * event. `rights`: the person now sees more or less than before.
   */
  readonly reason: "too_old" | "gone" | "rights";
}

/**
 * The subscription is over, or could not begin. The error `not_found` means that there is no such
 * topic, or that the person may not see it.
 */
export interface Unsubscribed {
  readonly type: "unsubscribed";
  readonly topic: string;
  /** Absent if the client has unsubscribed. */
  readonly error?: ErrorBody;
}
