import { createListeners } from "./listeners.ts";

/**
 * `connecting`: an attempt is under way; `live`: all that is followed is as the server has it; `catching up`: connected,
 * and what was missed is on its way; `offline`: waiting for the next attempt, or closed.
 */
export type Status = "connecting" | "live" | "catching up" | "offline";

/** Tells listeners when the status that `read` works out has changed. */
export function createStatus(read: () => Status) {
  const listeners = createListeners<[Status]>();
  // A listener may cause the next change. All hear it after the one before.
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
