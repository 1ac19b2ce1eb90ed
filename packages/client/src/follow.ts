import type { Event, HiddenEvent } from "@taskwire/core/model";
import type { TaskwireError } from "@taskwire/core/protocol";
import type { ClientCore } from "./client.ts";
import { closedError } from "./closed.ts";
import { callOut } from "./listeners.ts";
import { retryDelay } from "./retry.ts";
import type { Subscription } from "./subscriptions.ts";

/** Events that arrived together. */
export type Arrival = readonly (Event | HiddenEvent)[];

/** One of those who hold a part of a topic's state and keep it up to date. Told `gone`, it is told no more. */
export interface Follower<State> {
  /** Reads the state anew. */
  open(ending: { readonly signal: AbortSignal }): Promise<State>;
  /** From where to follow the topic for what isn't in the state. Without it the topic is followed first, and the state read then. */
  cursorOf?(state: State): string;
  /** Takes a state in place of all that is held. */
  replace(state: State): void;
  /** Takes what came after. Some of it may be in the state already: that has to change nothing. */
  apply(events: Arrival): void;
  /** What is in the way of the state. It is asked for again where that may help. */
  failed(error: TaskwireError): void;
  /** There is no such thing, or not for this person any more. */
  gone(error: TaskwireError): void;
}

/** A follower's hold on a topic. */
export interface Following {
  /** Reads the follower's own state anew, e.g. after an event that doesn't say enough. */
  reopen(): void;
  leave(): void;
}

interface Entry {
  readonly follower: Follower<unknown>;
  /** `waiting`: its turn to open hasn't come; `stuck`: opening failed, and trying again won't help. */
  state: "waiting" | "opening" | "live" | "stuck";
  /** Whether what it holds goes on from event to event: also while it is read anew, however long the server puts that off. */
  goesOn: boolean;
  /** What came while its answer was under way. */
  missed: Arrival[];
  /** Gives up opening, or the wait before the next attempt. */
  giveUp(): void;
}

interface Topic {
  join(follower: Entry["follower"]): Following;
}

const topicsOf = new WeakMap<ClientCore, Map<string, Topic>>();

/**
 * Follows a topic together with all others who do so on this client, over one subscription that ends with the last of
 * them. The first one's state says from where, if it can; the others read theirs while the topic is followed, and take
 * what arrived meanwhile on top. When the log can't be followed any further, all read anew, the first one first.
 */
export function follow<State>(
  client: ClientCore,
  name: string,
  follower: Follower<State>,
): Following {
  const topics = topicsOf.get(client) ?? new Map<string, Topic>();
  topicsOf.set(client, topics);
  const topic = topics.get(name) ?? createTopic(client, name, () => void topics.delete(name));
  topics.set(name, topic);
  return topic.join(follower);
}

function createTopic(client: ClientCore, name: string, ended: () => void): Topic {
  /** In the order in which they joined. */
  const entries = new Set<Entry>();
  let subscription: Subscription | undefined;
  /** `followed`: events arrive. Not before the first state, nor from a reload to the next one. `beginning`: from now on, as soon as the server says so. */
  let state: "apart" | "beginning" | "followed" = "apart";

  const stopHearing = client.onClose((closed) => {
    for (const entry of present()) {
      entry.giveUp();
      failed(entry, closedError(closed));
    }
  });

  /** Those who are there, without who joins or leaves on being told. */
  function* present() {
    for (const entry of [...entries]) if (entries.has(entry)) yield entry;
  }

  function openNext() {
    if (client.closed || state === "beginning") return;
    for (const entry of [...entries]) {
      if (entry.state === "waiting" && (state === "followed" || entry.follower.cursorOf))
        void open(entry);
      // While the topic isn't followed there is one at a time: its state says from where.
      if (state === "apart" && entry.state === "opening") return;
    }
    const waiting = [...entries].filter((entry) => entry.state === "waiting");
    if (waiting.length === 0) return;
    try {
      begin();
    } catch (error) {
      for (const entry of waiting) failed(entry, error as TaskwireError);
    }
  }

  async function open(entry: Entry) {
    const asked = new AbortController();
    entry.state = "opening";
    entry.missed = [];
    entry.giveUp = () => asked.abort();
    try {
      const held = await entry.follower.open(asked);
      if (asked.signal.aborted) return;
      if (state === "apart") begin(entry.follower.cursorOf?.(held));
      entry.state = "live";
      entry.goesOn = true;
      entry.follower.replace(held);
      // Whoever is told of the state may close the store, or have it read anew.
      for (const events of entry.missed) if (!asked.signal.aborted) entry.follower.apply(events);
    } catch (error) {
      // A client that is closed says so itself.
      if (asked.signal.aborted || client.closed) return;
      failed(entry, error as TaskwireError);
    }
    openNext();
  }

  function begin(cursor?: string) {
    if (subscription && cursor !== undefined) subscription.resume(cursor);
    else {
      subscription?.unsubscribe();
      subscription = client.subscribe(name, { onEvents, onReload, onEnd, onSubscribed }, cursor);
    }
    state = cursor === undefined ? "beginning" : "followed";
  }

  function onSubscribed() {
    if (state !== "beginning") return;
    state = "followed";
    openNext();
  }

  function onEvents(events: Arrival) {
    for (const entry of present()) {
      if (entry.state === "opening") entry.missed.push(events);
      if (entry.goesOn) callOut(() => entry.follower.apply(events));
    }
  }

  function onReload() {
    state = "apart";
    for (const entry of entries) {
      entry.giveUp();
      entry.state = "waiting";
      entry.goesOn = false;
    }
    openNext();
  }

  function onEnd(error: TaskwireError) {
    subscription = undefined;
    state = "apart";
    for (const entry of present()) gone(entry, error);
    // Whoever joined on hearing of it.
    openNext();
  }

  function failed(entry: Entry, error: TaskwireError) {
    if (error.code === "not_found" || error.code === "forbidden") return gone(entry, error);
    const delay = client.closed ? undefined : retryDelay(error, client.runtime);
    if (delay === undefined) entry.state = "stuck";
    else entry.giveUp = client.runtime.timer(delay, () => void open(entry));
    entry.follower.failed(error);
  }

  function gone(entry: Entry, error: TaskwireError) {
    leave(entry);
    entry.follower.gone(error);
  }

  function leave(entry: Entry) {
    entry.giveUp();
    if (!entries.delete(entry) || entries.size > 0) return;
    subscription?.unsubscribe();
    stopHearing();
    ended();
  }

  return {
    join(follower) {
      const entry: Entry = { follower, state: "waiting", goesOn: false, missed: [], giveUp() {} };
      entries.add(entry);
      if (client.closed) failed(entry, closedError(client.closed));
      else openNext();
      return {
        reopen() {
          // Who waits or is asking as the first will read what is new anyhow.
          if (!entries.has(entry) || state !== "followed") return;
          entry.giveUp();
          entry.state = "waiting";
          openNext();
        },
        leave() {
          leave(entry);
          openNext();
        },
      };
    },
  };
}
