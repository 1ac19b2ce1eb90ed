import type { Event, HiddenEvent } from "@taskwire/core/model";
import {
  type Events,
  type Ping,
  type Reload,
  type Subscribed,
  TaskwireError,
  type Unsubscribed,
  type Up,
} from "@taskwire/core/protocol";
import { callOut } from "./listeners.ts";
import { retryDelay } from "./retry.ts";
import type { ClientRuntime } from "./runtime.ts";

/** What a follower of a topic is told. */
export interface SubscriptionHandlers {
  /** The next events, each once and in order; all events of one command together. `cursor` stands for the last. */
  onEvents(events: readonly (Event | HiddenEvent)[], cursor: string): void;
  /** The log can't be followed from here: read the state anew, replace what you hold, and `resume` with the cursor that came with it. */
  onReload(reason: Reload["reason"]): void;
  /** It is over, and won't come back by itself. Not told when the whole client stops: `client.onClose` tells that. */
  onEnd?(error: TaskwireError): void;
  /** The server follows; after every reconnect again. */
  onSubscribed?(cursor: string): void;
}

/** A topic being followed, through any number of connections. */
export interface Subscription {
  /** How far it got; keep it to go on from there later. Undefined before the server answered. */
  readonly cursor: string | undefined;
  /** Goes on from behind another cursor, after a reload. */
  resume(after: string): void;
  unsubscribe(): void;
}

interface Entry {
  readonly handlers: SubscriptionHandlers;
  /** `idle`: not on this connection (yet); `held`: its owner reads the state anew. */
  state: "idle" | "asked" | "following" | "held";
  cursor: string | undefined;
  /** What `cursor` stands for, where it is known. */
  number: number | undefined;
  /** The number at which it has caught up. */
  head: number;
  /** Ends the wait before it is asked for again. */
  endWait?: () => void;
}

export interface Subscriptions {
  subscribe(topic: string, handlers: SubscriptionHandlers, after?: string): Subscription;
  /** Whether a topic isn't yet where the server said that it stands. */
  readonly areBehind: boolean;
  connected(): void;
  lost(): void;
  receive(frame: Events | Reload | Subscribed | Unsubscribed): void;
  heads(heads: Ping["heads"]): void;
  close(): void;
}

export function createSubscriptions(
  runtime: ClientRuntime,
  send: (frame: Up) => void,
  changed: () => void,
): Subscriptions {
  const entries = new Map<string, Entry>();
  /** Answers to `unsubscribe` that are under way. What comes before them is of an older subscription to the topic. */
  const endings = new Map<string, number>();
  let isConnected = false;

  function ask(topic: string, entry: Entry) {
    entry.endWait?.();
    if (!isConnected) return;
    entry.state = "asked";
    const { cursor } = entry;
    send(
      cursor === undefined
        ? { type: "subscribe", topic }
        : { type: "subscribe", topic, after: cursor },
    );
  }

  function leave(topic: string, { state }: Entry) {
    if (!isConnected || state === "idle" || state === "held") return;
    endings.set(topic, (endings.get(topic) ?? 0) + 1);
    send({ type: "unsubscribe", topic });
  }

  function follow(entry: Entry, frame: Events): "gap" | undefined {
    const number = entry.number ?? frame.from - 1;
    if (frame.to <= number) return;
    if (frame.from > number + 1) return "gap";
    entry.number = frame.to;
    entry.cursor = frame.cursor;
    const fresh = frame.events.filter((event) => event.number > number);
    if (fresh.length > 0) callOut(entry.handlers.onEvents, fresh, frame.cursor);
  }

  function end(topic: string, entry: Entry, error: TaskwireError) {
    const delay = retryDelay(error, runtime);
    if (delay === undefined) {
      entries.delete(topic);
      return callOut(entry.handlers.onEnd, error);
    }
    entry.state = "idle";
    entry.endWait = runtime.timer(delay, () => ask(topic, entry));
  }

  return {
    subscribe(topic, handlers, after) {
      if (entries.has(topic)) {
        throw new TaskwireError(
          "conflict",
          `This client follows ${topic} already, by a store perhaps; share that subscription.`,
          {
            topic,
          },
        );
      }
      const entry: Entry = { handlers, state: "idle", cursor: after, number: undefined, head: 0 };
      const isCurrent = () => entries.get(topic) === entry;
      entries.set(topic, entry);
      ask(topic, entry);
      changed();
      return {
        get cursor() {
          return entry.cursor;
        },
        resume(cursor) {
          if (!isCurrent()) return;
          leave(topic, entry);
          Object.assign(entry, { state: "idle", cursor, number: undefined });
          ask(topic, entry);
          changed();
        },
        unsubscribe() {
          if (!isCurrent()) return;
          leave(topic, entry);
          entry.endWait?.();
          entries.delete(topic);
          changed();
        },
      };
    },
    get areBehind() {
      return [...entries.values()].some(
        ({ state, number = 0, head }) => state !== "following" || number < head,
      );
    },
    connected() {
      isConnected = true;
      for (const [topic, entry] of entries) if (entry.state === "idle") ask(topic, entry);
    },
    lost() {
      isConnected = false;
      endings.clear();
      for (const entry of entries.values()) if (entry.state !== "held") entry.state = "idle";
    },
    receive(frame) {
      const { topic } = frame;
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
          // What it holds itself counts: then nothing the server says can make it take an event twice.
          entry.cursor ??= frame.cursor;
          entry.number ??= frame.number;
          entry.head = frame.head;
          return callOut(entry.handlers.onSubscribed, entry.cursor);
        case "events":
          if (entry.state !== "following" || follow(entry, frame) !== "gap") return;
          // Must never happen; were it to, the log has what is missing.
          leave(topic, entry);
          return ask(topic, entry);
        case "reload":
          Object.assign(entry, { state: "held", cursor: undefined, number: undefined });
          return callOut(entry.handlers.onReload, frame.reason);
        case "unsubscribed":
          if (frame.error)
            end(
              topic,
              entry,
              new TaskwireError(frame.error.code, frame.error.message, frame.error.details),
            );
      }
    },
    heads(heads) {
      for (const [topic, entry] of entries) {
        const head = Object.hasOwn(heads, topic) ? heads[topic] : undefined;
        if (!head || entry.state !== "following") continue;
        // Numbers that no frame brought belong to events that this person may not see.
        if (head.to > (entry.number ?? 0))
          Object.assign(entry, { number: head.to, cursor: head.cursor });
      }
    },
    close() {
      // A timer would keep a Node process alive for nothing.
      for (const { endWait } of entries.values()) endWait?.();
      entries.clear();
    },
  };
}
