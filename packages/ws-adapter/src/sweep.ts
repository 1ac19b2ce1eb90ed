import type { SocketLink } from "./link.ts";

/** A socket is stalled when this many sweeps in a row found bytes waiting and none taken. */
const sweepsToStall = 3;

interface Stall {
  readonly taken: number;
  readonly sweeps: number;
}

/**
 * Looks after all connections of a server with one timer: lets those go that take nothing for `stalledMs` while bytes
 * wait, and renews everybody's allowance of pings. It counts sweeps, reads no clock, and remembers only sockets on which
 * something waits.
 */
export function startSweep(links: Iterable<SocketLink>, stalledMs: number): () => void {
  let stalls = new Map<SocketLink, Stall>();
  const sweep = (): void => {
    const found = new Map<SocketLink, Stall>();
    for (const link of links) {
      link.renewPings();
      if (link.buffered() === 0) continue;
      const taken = link.taken();
      const before = stalls.get(link);
      const sweeps = before?.taken === taken ? before.sweeps + 1 : 0;
      if (sweeps === sweepsToStall) link.closeSlow("Nothing was read for too long");
      found.set(link, { taken, sweeps });
    }
    stalls = found;
  };
  const timer = setInterval(sweep, stalledMs / sweepsToStall);
  timer.unref();
  return () => clearInterval(timer);
}
