import type { Presence } from "@taskwire/core/protocol";
import type { ClientCore } from "../client.ts";
import { createListeners, type Listeners } from "../listeners.ts";
import { perClient } from "../per-client.ts";

/** The people who follow a topic now. `users` has all of them, unless they are more than 100. */
export type Present = Pick<Presence, "count" | "users">;

interface Watched {
  readonly listeners: Listeners<[Present]>;
  /** How many callers of `watchPresence` use it. */
  users: number;
  last: Present | undefined;
  stop(): void;
}

const topicsOf = perClient<Watched>();

function watch(client: ClientCore, topic: string): Watched {
  const listeners = createListeners<[Present]>();
  const signal = (on: boolean) => client.signal({ type: "presence", topic, on });
  const removals = [
    // The server stops sending presence when the subscription ends. So the client asks for it again
    // after each `subscribed`, also after a reconnect.
    client.onFrame("subscribed", (frame) => frame.topic === topic && signal(true)),
    client.onFrame("presence", (frame) => {
      if (frame.topic !== topic) return;
      watched.last = frame;
      listeners.tell(frame);
    }),
  ];
  const watched: Watched = {
    listeners,
    users: 0,
    last: undefined,
    stop() {
      for (const remove of removals) remove();
      signal(false);
    },
  };
  signal(true);
  return watched;
}

/**
 * Calls a listener with the people who follow a topic, as long as the client follows it too. The
 * first call comes soon, and then one after each change, at most once a second. While the client is
 * offline, the last answer stays.
 *
 * @returns a function that ends it.
 * @example
 * ```ts
 * const stop = watchPresence(client, "board:sales", ({ count, users }) => show(users ?? count));
 * ```
 */
export function watchPresence(
  client: ClientCore,
  topic: string,
  listener: (present: Present) => void,
): () => void {
  const topics = topicsOf(client);
  const watched = topics.get(topic) ?? watch(client, topic);
  topics.set(topic, watched);
  watched.users++;
  const remove = watched.listeners.add(listener);
  if (watched.last) listener(watched.last);
  return () => {
    if (!remove() || --watched.users > 0) return;
    topics.delete(topic);
    watched.stop();
  };
}
