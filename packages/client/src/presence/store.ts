import type { Person, TaskwireError } from "@taskwire/core/protocol";
import type { ClientCore } from "../client.ts";
import { follow } from "../follow.ts";
import { watchPresence } from "../signals/presence.ts";
import { createSnapshotSource, type SnapshotSource } from "../snapshot-source.ts";

/** The people who follow a topic at one moment, including oneself. */
export interface PresenceSnapshot {
  /** `gone`: there is no such topic, or this person may not see it any more. */
  readonly status: "loading" | "ready" | "gone";
  readonly count: number;
  /** All of them, by id. Undefined if they are more than 100. */
  readonly users: readonly Person[] | undefined;
  /** Why it is not known now, or why it is gone. */
  readonly error?: TaskwireError;
}

/** The people who follow a topic, up to date, in the shape that React's `useSyncExternalStore` takes. */
export interface PresenceStore extends SnapshotSource<PresenceSnapshot> {
  /** Ends this use of the store. */
  close(): void;
}

export function createPresenceStore(client: ClientCore, topic: string): PresenceStore {
  const { show, ...source } = createSnapshotSource<PresenceSnapshot>({
    status: "loading",
    count: 0,
    users: undefined,
  });

  function changed(change: Partial<PresenceSnapshot>) {
    const { error: _, ...rest } = source.getSnapshot();
    show({ ...rest, ...change });
  }

  const stop = watchPresence(client, topic, ({ count, users }) =>
    changed({ status: "ready", count, users }),
  );
  // The server tells only people who follow the topic.
  const following = follow(client, topic, {
    open: async () => {},
    replace() {},
    apply() {},
    failed: (error) => changed({ ...(error && { error }) }),
    gone(error) {
      stop();
      changed({ status: "gone", count: 0, users: undefined, error });
    },
  });

  return {
    ...source,
    close() {
      stop();
      following.leave();
    },
  };
}
