import { createListeners } from "./listeners.ts";

/**
 * `connecting`: the client tries to connect. `live`: it is connected, and everything that it follows is
 * up to date. `catching up`: it is connected, and missed events are on their way. `offline`: it waits
 * before the next attempt, or it is closed.
 */
export type Status = "connecting" | "live" | "catching up" | "offline";

/** Keeps the status that `read` computes, and tells listeners when `update` finds another one. */
export function createStatus(read: () => Status) {
  const listeners = createListeners<[Status]>();
  // A listener may cause the next change. All listeners hear of the first change before that.
  const untold: Status[] = [];
  let current: Status = "connecting";
  return {
    get current() {
      return current;
    },
    listen: listeners.add,
    update() {
      const next = read();
      if (next === current) return;
      current = next;
      untold.push(next);
      if (untold.length > 1) return;
      for (; untold[0] !== undefined; untold.shift()) listeners.tell(untold[0]);
    },
  };
}
