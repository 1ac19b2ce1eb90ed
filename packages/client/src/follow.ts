import type { HiddenEvent } from "@taskwire/core/model";
import type { TaskwireError } from "@taskwire/core/protocol";
import type { App, AppEvent } from "./app.ts";
import type { ClientCore } from "./client.ts";
import { closedError } from "./closed.ts";
import { callOut } from "./listeners.ts";
import { perClient } from "./per-client.ts";
import { retryDelay } from "./retry.ts";
import type { Subscription } from "./subscriptions.ts";

/** Events that arrived together. */
export type Arrival<A extends App = App> = readonly (AppEvent<A> | HiddenEvent)[];

/**
 * A store that holds some state of a topic, for example the members and tasks of a board, and keeps
 * it up to date with the topic's events. After `gone`, none of its methods is called.
 */
export interface Follower<State> {
  /** Reads the state from the server. */
  open(ending: { readonly signal: AbortSignal }): Promise<State>;
  /**
   * The position of the topic's log when the state was read. Without this method, the topic is
   * followed first, and the state is read after that.
   */
  cursorOf?(state: State): string;
  /** Replaces everything that the store holds. */
  replace(state: State): void;
  /** Applies events. The state may contain some of them already: these must change nothing. */
  apply(events: Arrival): void;
  /**
   * With an error: the state can't be read or kept up to date now. The client reads it again later,
   * if that can succeed. Without an error: the state is kept up to date again.
   */
  failed(error?: TaskwireError): void;
  /** The topic does not exist, or this person may not see it any more. */
  gone(error: TaskwireError): void;
}

/** The handle that a follower gets when it joins a topic. */
export interface Following {
  /**
   * Reads the follower's state again, for example after an event that doesn't say enough, or after a
   * read that failed.
   */
  reopen(): void;
  leave(): void;
}

/**
 * A follower with what it is doing now:
 * - `isWaiting`: its state has to be read, and this has not begun.
 * - `missed` is set: its state is being read, or reading it has failed and is tried again later.
 * - neither: its state was read, or reading it has failed for good.
 *
 * `isLive` is independent of these: an entry can have an older state while its state is read again.
 */
interface Entry extends Follower<unknown> {
  isWaiting: boolean;
  /**
   * Whether the follower has a state to which events can be applied. This stays true while the
   * state is read again because of `reopen`. After a `reload` from the server, it is false until the
   * new state has been read.
   */
  isLive: boolean;
  /**
   * The events that have arrived since the client began to read the state. If the read failed, this
   * includes the events that arrive before the next attempt. Undefined at all other times.
   */
  missed?: Arrival[] | undefined;
  /** Cancels the reading, or the wait before the next attempt. */
  cancel(): void;
}

interface Topic {
  join(follower: Follower<unknown>): Following;
}

const topicsOf = perClient<Topic>();

/**
 * Follows a topic together with all other followers on this client. They share one subscription,
 * which ends when the last of them leaves.
 *
 * The first follower reads its state, and the subscription starts from the cursor of that state.
 * The other followers read their states while events already arrive. Then they apply the events
 * that arrived meanwhile. If the server says that the log can't be followed any further, all of
 * them read their state again.
 */
export function follow<State>(
  client: ClientCore,
  name: string,
  follower: Follower<State>,
): Following {
  const topics = topicsOf(client);
  const topic = topics.get(name) ?? createTopic(client, name, topics);
  topics.set(name, topic);
  return topic.join(follower as Follower<unknown>);
}

function createTopic(client: ClientCore, name: string, topics: Map<string, Topic>): Topic {
  /** In the order in which they joined or were last reopened. */
  const entries = new Set<Entry>();
  let subscription: Subscription | undefined;
  /**
   * `idle`: no events arrive, because the first state has not been read yet, or has to be read
   * again. `asked`: the server was asked for the events from now on. `following`: events arrive.
   */
  let state: "idle" | "asked" | "following" = "idle";

  const stopListening = client.onClose((closed) =>
    each((entry) => {
      entry.cancel();
      failed(entry, closedError(closed));
    }),
  );

  /**
   * Visits every entry. A visit may add or remove entries. The loop visits neither the added ones
   * nor the removed ones.
   */
  function each(visit: (entry: Entry) => unknown) {
    for (const entry of [...entries]) if (entries.has(entry)) visit(entry);
  }

  /** Begins to read the state of each follower with `isWaiting`, if this is possible now. */
  function openNext() {
    if (state === "asked") return;
    for (const entry of entries) {
      if (entry.isWaiting && (state === "following" || entry.cursorOf)) void open(entry);
      // While the topic is not followed, only one state is read. The subscription then starts at its
      // cursor.
      if (state === "idle" && entry.missed) return;
    }
    // None of the waiting followers has `cursorOf`, so the topic is followed first, and their
    // states are read after that.
    each((entry) => {
      if (!entry.isWaiting || state !== "idle") return;
      try {
        begin();
      } catch (error) {
        failed(entry, error as TaskwireError);
      }
    });
  }

  async function open(entry: Entry) {
    const asked = new AbortController();
    const { signal } = asked;
    const missed: Arrival[] = [];
    entry.isWaiting = false;
    entry.missed = missed;
    entry.cancel = () => asked.abort();
    try {
      const held = await entry.open(asked);
      if (signal.aborted) return;
      if (state === "idle") begin(entry.cursorOf?.(held));
      entry.missed = undefined;
      entry.isLive = true;
      entry.replace(held);
      // A listener that runs in `replace` or `apply` may close the store or reopen it. The
      // remaining events must then not be applied.
      for (const events of missed) if (!signal.aborted) entry.apply(events);
    } catch (error) {
      if (signal.aborted) return;
      failed(entry, error as TaskwireError);
    }
    openNext();
  }

  /** Subscribes to the topic: after a cursor, or else from now on. */
  function begin(cursor?: string) {
    if (subscription) subscription.resume(cursor);
    else
      subscription = client.subscribe(
        name,
        { onEvents, onReload, onEnd, onSubscribed, onDelay: tellAll },
        cursor,
      );
    state = cursor === undefined ? "asked" : "following";
  }

  function onSubscribed() {
    tellAll();
    if (state !== "asked") return;
    state = "following";
    openNext();
  }

  /**
   * Calls `failed` on all followers that show a state. An error says why the state is not kept up
   * to date now. No error means that it is kept up to date again.
   */
  function tellAll(error?: TaskwireError) {
    each((entry) => entry.isLive && entry.failed(error));
  }

  function onEvents(events: Arrival) {
    each((entry) => {
      entry.missed?.push(events);
      if (entry.isLive) callOut(() => entry.apply(events));
    });
  }

  function onReload() {
    state = "idle";
    each((entry) => {
      entry.cancel();
      entry.isWaiting = true;
      entry.missed = undefined;
      entry.isLive = false;
    });
    openNext();
  }

  function onEnd(error: TaskwireError) {
    subscription = undefined;
    state = "idle";
    each((entry) => gone(entry, error));
    // A follower may have joined during the calls of `gone`.
    openNext();
  }

  function failed(entry: Entry, error: TaskwireError) {
    // `invalid`: nothing can have this id. `not_found`: there is no such thing, or this person may
    // not see it. `forbidden`: the person may not follow it, or their account is disabled.
    if (/invalid|forbidden|found/.test(error.code)) return gone(entry, error);
    const delay = client.closed ? undefined : retryDelay(error, client.runtime);
    entry.isWaiting = false;
    if (delay === undefined) entry.missed = undefined;
    else entry.cancel = client.runtime.timer(delay, () => void open(entry));
    entry.failed(error);
  }

  function gone(entry: Entry, error: TaskwireError) {
    leave(entry);
    entry.gone(error);
  }

  function leave(entry: Entry) {
    entry.cancel();
    if (!entries.delete(entry) || entries.size) return;
    subscription?.unsubscribe();
    stopListening();
    topics.delete(name);
  }

  return {
    join(follower) {
      const entry: Entry = {
        ...follower,
        isWaiting: true,
        isLive: false,
        cancel() {},
      };
      entries.add(entry);
      openNext();
      return {
        reopen() {
          if (!entries.delete(entry)) return;
          // `openNext` visits the followers in the order of `entries`. This follower goes to the end. So
          // if another follower is reading the first state, that follower stays in front.
          entries.add(entry);
          entry.cancel();
          entry.isWaiting = true;
          entry.missed = undefined;
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
