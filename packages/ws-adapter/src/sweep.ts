import type { SocketLink } from "./link.ts";

/**
 * A socket is stalled if this many sweeps in a row find waiting bytes, and no byte was accepted in
 * between.
 */
const sweepsToStall = 3;

interface Stall {
  readonly taken: number;
  readonly sweeps: number;
}

/**
 * Watches all connections with one timer: disconnects clients that read nothing for `stalledMs`
 * while bytes wait, and resets every client's allowance of pings. It counts sweeps instead of
 * reading a clock, and remembers only sockets with waiting bytes. Returns a function that stops it.
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
      if (sweeps === sweepsToStall) link.closeSlow("No data was read for too long");
      found.set(link, { taken, sweeps });
    }
    stalls = found;
  };
  const timer = setInterval(sweep, stalledMs / sweepsToStall);
  timer.unref();
  return () => clearInterval(timer);
}
