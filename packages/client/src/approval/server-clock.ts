import type { ClientCore } from "../client.ts";

/** A clock that shows the server's time, in milliseconds since 1970. */
export type ServerClock = () => number;

const clocks = new WeakMap<ClientCore, ServerClock>();

/**
 * Returns the clock of the machine, corrected by the time that the server sends with each new
 * connection. Until the first one, it is not corrected.
 */
export function serverClock(client: ClientCore): ServerClock {
  const known = clocks.get(client);
  if (known) return known;
  let aheadMs = 0;
  client.onFrame("welcome", ({ now }) => {
    aheadMs = Date.parse(now) - client.runtime.now();
  });
  const clock = () => client.runtime.now() + aheadMs;
  clocks.set(client, clock);
  return clock;
}
