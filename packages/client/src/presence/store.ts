import type { Person, TaskwireError } from "@taskwire/core/protocol";
import type { ClientCore } from "../client.ts";
import { follow } from "../follow.ts";
import { createShown, type Shown } from "../shown.ts";
import { watchPresence } from "../signals/presence.ts";

/** Who follows a topic at one moment, oneself included. */
export interface PresenceSnapshot {
  /** `gone`: there is no such topic, or not for this person any more. */
  readonly status: "loading" | "ready" | "gone";
  readonly count: number;
  /** All of them, by id; undefined where there are more than 100. */
  readonly users: readonly Person[] | undefined;
  /** What is in the way of knowing, or why it is gone. */
  readonly error?: TaskwireError;
}

/** Who follows a topic, live, in the shape that React's `useSyncExternalStore` takes. */
export interface PresenceStore extends Shown<PresenceSnapshot> {
  /** Gives it up. */
  close(): void;
}

export function createPresenceStore(client: ClientCore, topic: string): PresenceStore {
  const { show, ...shown } = createShown<PresenceSnapshot>({
    status: "loading",
    count: 0,
    users: undefined,
  });

  function changed(change: Partial<PresenceSnapshot>) {
    const { error: _, ...rest } = shown.getSnapshot();
    show({ ...rest, ...change });
  }

  const stop = watchPresence(client, topic, ({ count, users }) =>
    changed({ status: "ready", count, users }),
  );
  // Only who follows a topic is told who else does.
  const following = follow(client, topic, {
    open: async () => {},
    replace() {},
    apply() {},
    failed: (error) => changed({ error }),
    gone(error) {
      stop();
      changed({ status: "gone", count: 0, users: undefined, error });
    },
  });

  return {
    ...shown,
    close() {
      stop();
      following.leave();
    },
  };
}
