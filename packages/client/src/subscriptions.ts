import type { HiddenEvent } from "@taskwire/core/model";
import {
  type Down,
  type Events,
  type Reload,
  TaskwireError,
  type Up,
} from "@taskwire/core/protocol";
import type { App, AppEvent } from "./app.ts";
import { errorFrom } from "./errors.ts";
import { callOut } from "./listeners.ts";
import { retryDelay } from "./retry.ts";
import type { ClientRuntime } from "./runtime.ts";

/** The functions that a subscription calls. */
export interface SubscriptionHandlers<A extends App = App> {
  /**
   * Receives the next events, each once and in order. All events of one command come together.
   * `cursor` is the position after the last of them.
   */
  onEvents(events: readonly (AppEvent<A> | HiddenEvent)[], cursor: string): void;
  /**
   * Called if the client can't continue from its cursor. Read the state again, replace what you
   * hold, and call `resume` with the cursor that came with the state.
   */
  onReload(reason: Reload["reason"]): void;
  /**
   * The subscription has ended and won't come back by itself. Not called when the whole client stops;
   * `client.onClose` reports that.
   */
  onEnd?(error: TaskwireError): void;
  /** The client follows the topic now. Called again after every reconnect. */
  onSubscribed?(cursor: string): void;
  /**
   * The client doesn't follow the topic now, for example because the connection follows too many.
   * The client asks again and again, until `onSubscribed` or `onEnd`.
   */
  onDelay?(error: TaskwireError): void;
}

/** A topic that is followed, across any number of connections. */
export interface Subscription {
  /**
   * The position in the topic. Keep it to continue from there later. Undefined until the server has
   * answered.
   */
  readonly cursor: string | undefined;
  /** Continues after another cursor, for example after a reload. Without one: from now on. */
  resume(after?: string): void;
  unsubscribe(): void;
}

interface Entry extends Subscription {
  readonly topic: string;
  readonly handlers: SubscriptionHandlers;
  /**
   * `idle`: not requested on this connection. `asked`: requested. `following`: the server has
   * confirmed it. `held`: waits for a call of `resume`, while the state is read again.
   */
  state: "idle" | "asked" | "following" | "held";
  cursor: string | undefined;
  /** The event number of `cursor`, if known. */
  number?: number | undefined;
  /**
   * The number of the last event when the server answered. When the position reaches it, the topic
   * is up to date.
   */
  head: number;
  /** Cancels the timer of the next request. */
  cancel?: () => void;
}

/** All subscriptions of a client. */
export interface Subscriptions {
  subscribe(topic: string, handlers: SubscriptionHandlers, after?: string): Subscription;
  /**
   * Whether at least one topic is not followed now, or has not reached the event number `head` that
   * the server has sent.
   */
  areBehind(): boolean;
  receive(frame: Down): void;
  /** Ends all subscriptions. Every later call of `subscribe` throws this error. */
  close(error: TaskwireError): void;
}

export function createSubscriptions(
  runtime: ClientRuntime,
  send: (frame: Up) => unknown,
  changed: () => void,
): Subscriptions {
  const entries = new Map<string, Entry>();
  /**
   * The number of expected answers to `unsubscribe`, by topic. Frames that arrive before such an
   * answer belong to an older subscription.
   */
  const endings = new Map<string, number>();
  let closed: TaskwireError | undefined;

  function request(entry: Entry) {
    entry.cancel?.();
    entry.state = "asked";
    // JSON leaves out a cursor that is undefined.
    send({ type: "subscribe", topic: entry.topic, after: entry.cursor as string });
  }

  function leave({ topic, state, cancel }: Entry) {
    cancel?.();
    if (state !== "asked" && state !== "following") return;
    endings.set(topic, (endings.get(topic) ?? 0) + 1);
    send({ type: "unsubscribe", topic });
  }

  const reset = (entry: Entry, state: Entry["state"], cursor?: string) =>
    Object.assign(entry, { state, cursor, number: undefined });

  function receiveEvents(entry: Entry, { from, to, cursor, events }: Events) {
    const number = entry.number ?? from - 1;
    if (entry.state !== "following" || to <= number) return;
    if (from > number + 1) {
      // Events are missing, although this should never happen. The log has them, so subscribe
      // again.
      leave(entry);
      return request(entry);
    }
    entry.number = to;
    entry.cursor = cursor;
    const fresh = events.filter((event) => event.number > number);
    if (fresh.length > 0) callOut(entry.handlers.onEvents, fresh, cursor);
  }

  function end(entry: Entry, error: TaskwireError) {
    const delay = retryDelay(error, runtime);
    if (delay === undefined) {
      entries.delete(entry.topic);
      callOut(entry.handlers.onEnd, error);
    } else {
      entry.state = "idle";
      entry.cancel = runtime.timer(delay, () => request(entry));
      callOut(entry.handlers.onDelay, error);
    }
  }

  return {
    subscribe(topic, handlers, after) {
      if (closed) throw closed;
      // The server would close the connection for good if the frame were too large.
      if (topic.length > 1_000) throw new TaskwireError("invalid", "Too long.");
      if (entries.has(topic)) throw new TaskwireError("conflict", "Share its subscription.");
      const ifCurrent = (change: () => void) => {
        if (entries.get(topic) !== entry) return;
        change();
        changed();
      };
      const entry: Entry = {
        topic,
        handlers,
        state: "idle",
        cursor: after,
        head: 0,
        resume: (cursor) =>
          ifCurrent(() => {
            leave(entry);
            request(reset(entry, "idle", cursor));
          }),
        unsubscribe: () =>
          ifCurrent(() => {
            leave(entry);
            entries.delete(topic);
          }),
      };
      entries.set(topic, entry);
      request(entry);
      changed();
      return entry;
    },
    areBehind: () =>
      [...entries.values()].some(
        ({ state, number = 0, head }) => state !== "following" || number < head,
      ),
    receive(frame) {
      if (frame.type === "welcome") {
        endings.clear();
        for (const entry of entries.values()) if (entry.state !== "held") request(entry);
      }
      if (frame.type === "ping") {
        for (const entry of entries.values()) {
          const head = frame.heads[entry.topic];
          // If the server sends no events for some numbers, this person may not see these events.
          if (head && entry.state === "following" && head.to > (entry.number ?? 0)) {
            entry.number = head.to;
            entry.cursor = head.cursor;
          }
        }
      }
      const { topic } = frame as { readonly topic: string };
      const ending = endings.get(topic);
      if (ending) {
        if (frame.type === "unsubscribed" && !frame.error) endings.set(topic, ending - 1);
        return;
      }
      const entry = entries.get(topic);
      if (!entry) return;
      switch (frame.type) {
        case "subscribed":
          entry.state = "following";
          // An entry that already has a position does not take the new one, so that no event is
          // received twice.
          entry.cursor ??= frame.cursor;
          entry.number ??= frame.number;
          entry.head = frame.head;
          return callOut(entry.handlers.onSubscribed, entry.cursor);
        case "events":
          return receiveEvents(entry, frame);
        case "reload":
          reset(entry, "held");
          return callOut(entry.handlers.onReload, frame.reason);
        case "unsubscribed":
          if (frame.error) end(entry, errorFrom(frame.error));
      }
    },
    close(error) {
      closed = error;
      // A timer would keep a Node process alive without need.
      for (const { cancel } of entries.values()) cancel?.();
      entries.clear();
    },
  };
}
