import type { ErrorBody } from "../../errors.ts";
import type { Event, HiddenEvent } from "../../model/event.ts";

/** The subscription stands. With `after` given, what was missed follows in `events`; `cursor` is where those start. */
export interface Subscribed {
  readonly type: "subscribed";
  readonly topic: string;
  readonly cursor: string;
  /** The number that `cursor` stands for: the first `events` frame is `from` the next one. */
  readonly number: number;
  /** The topic's last number now. Where it is above `number`, an `events` frame reaches it soon, an empty one when nothing is to be seen: then the client has caught up. */
  readonly head: number;
}

/** Events `from` to `to` of a topic. Numbers that are absent in between belong to events that this person may not see. */
export interface Events {
  readonly type: "events";
  readonly topic: string;
  /** One more than the last number the client had. */
  readonly from: number;
  readonly to: number;
  /** Stands for `to`. */
  readonly cursor: string;
  readonly events: readonly (Event | HiddenEvent)[];
}

/** The subscription is over and can't go on from the cursor: read the state anew and subscribe with the cursor that comes with it. */
export interface Reload {
  readonly type: "reload";
  readonly topic: string;
  /** `too_old`: too much was missed; `gone`: the cursor is of another log; `rights`: this person now sees more or less. */
  readonly reason: "too_old" | "gone" | "rights";
}

/** The subscription is over, or never came to be. `not_found`: no such topic, or not for this person. */
export interface Unsubscribed {
  readonly type: "unsubscribed";
  readonly topic: string;
  /** Absent when the client asked for it. */
  readonly error?: ErrorBody;
}
