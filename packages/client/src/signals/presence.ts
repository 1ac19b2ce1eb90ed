import type { Presence } from "@taskwire/core/protocol";
import type { ClientCore } from "../client.ts";
import { createListeners, type Listeners } from "../listeners.ts";

/** Who follows a topic now. `users` are all of them, unless there are more than 100. */
export type Present = Pick<Presence, "count" | "users">;

interface Watched {
  readonly listeners: Listeners<[Present]>;
  last: Present | undefined;
  stop(): void;
}

const watchedBy = new WeakMap<ClientCore, Map<string, Watched>>();

function watch(client: ClientCore, topic: string): Watched {
  const listeners = createListeners<[Present]>();
  const signal = (on: boolean) => client.signal({ type: "presence", topic, on });
  const offs = [
    // It ends with the subscription: each new one, after a reconnect as well, is asked again.
    client.onFrame("subscribed", (frame) => frame.topic === topic && signal(true)),
    client.onFrame("presence", (frame) => {
      if (frame.topic !== topic) return;
      watched.last = frame;
      listeners.tell(frame);
    }),
  ];
  const watched: Watched = {
    listeners,
    last: undefined,
    stop() {
      for (const off of offs) off();
      signal(false);
    },
  };
  signal(true);
  return watched;
}

/**
 * Tells who else looks at a topic, as long as the client follows it: soon, and at each change, at most once a second.
 * While the client is offline the last answer stands.
 *
 * @returns what ends it.
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
  const topics = watchedBy.get(client) ?? new Map<string, Watched>();
  watchedBy.set(client, topics);
  const watched = topics.get(topic) ?? watch(client, topic);
  topics.set(topic, watched);
  const off = watched.listeners.add(listener);
  if (watched.last) listener(watched.last);
  return () => {
    off();
    if (watched.listeners.size > 0 || topics.get(topic) !== watched) return;
    topics.delete(topic);
    watched.stop();
  };
}
