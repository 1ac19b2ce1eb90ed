import { type Person, TaskwireError } from "@taskwire/core/protocol";
import type { ClientCore } from "../client.ts";
import { follow } from "../follow.ts";
import { watchPresence } from "../signals/presence.ts";
import { createSnapshotSource, type SnapshotSource } from "../snapshot-source.ts";

/** The people who follow a topic at one moment, including me. */
export interface PresenceSnapshot {
  /** `gone`: there is no such topic, or this person may not see it any more. */
  readonly status: "loading" | "ready" | "gone";
  readonly count: number;
  /** All of them, in the order of their ids. Undefined if there are more than 100 people. */
  readonly users: readonly Person[] | undefined;
  /** The reason if presence is unknown now or gone. */
  readonly error?: TaskwireError;
}

/** The people who follow a topic, up to date, in the shape that React's `useSyncExternalStore` takes. */
export interface PresenceStore extends SnapshotSource<PresenceSnapshot> {
  /**
   * Removes the listeners that were added through this object. Stops the store now, instead of 30 s
   * later, if nobody else subscribes to it. It starts again if it is used again.
   */
  close(): void;
}

export function createPresenceStore(client: ClientCore, topic: string): PresenceStore {
  const { show, ...source } = createSnapshotSource<PresenceSnapshot>(
    client,
    { status: "loading", count: 0, users: undefined },
    start,
  );

  const changed = (change: object, error?: TaskwireError) => {
    const { error: _, ...rest } = source.getSnapshot();
    show({ ...rest, ...change }, error);
  };

  function start() {
    // A person's own topic has no presence, so the server would never send any.
    if (!/^(board|room):/.test(topic)) {
      const message = "Presence needs the topic of a board or a room: `board:<id>` or `room:<id>`.";
      changed({ status: "gone" }, new TaskwireError("invalid", message));
      return () => {};
    }
    const stop = watchPresence(client, topic, ({ count, users }) =>
      changed({ status: "ready", count, users }),
    );
    // The server sends presence only to clients that follow the topic.
    const following = follow(client, topic, {
      open: async () => {},
      replace() {},
      apply() {},
      failed: (error) => changed({}, error),
      gone(error) {
        stop();
        changed({ status: "gone", count: 0, users: undefined }, error);
      },
    });

    return () => {
      stop();
      following.leave();
    };
  }

  return source;
}
