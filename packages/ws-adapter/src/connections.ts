import type { Limits } from "@taskwire/core/protocol";
import { CorkedSockets } from "./corked-sockets.ts";
import { PendingConnections } from "./pending-connections.ts";

interface Connection {
  /** The client's network, until the connection has authenticated. */
  network: string | undefined;
}

/** All connections of one adapter, and the state that they share. */
export class Connections<Link extends Connection = Connection> {
  readonly limits: Limits;
  readonly pending: PendingConnections;
  readonly corkedSockets = new CorkedSockets();
  readonly #links = new Set<Link>();
  #onEmpty: (() => void) | undefined;

  constructor(limits: Limits, unauthenticatedPerAddress: number) {
    this.limits = limits;
    this.pending = new PendingConnections(unauthenticatedPerAddress);
  }

  [Symbol.iterator](): Iterator<Link> {
    return this.#links.values();
  }

  /** Adds a connection that has not authenticated yet. */
  add(link: Link, network: string): void {
    link.network = network;
    this.pending.add(network);
    this.#links.add(link);
  }

  /** Stops counting a connection as pending: it has authenticated, or it ended. */
  authenticated(link: Link): void {
    if (link.network !== undefined) this.pending.remove(link.network);
    link.network = undefined;
  }

  remove(link: Link): void {
    this.authenticated(link);
    this.#links.delete(link);
    if (this.#links.size === 0) this.#onEmpty?.();
  }

  /** Resolves when no connection is left. */
  async whenEmpty(): Promise<void> {
    if (this.#links.size === 0) return;
    await new Promise<void>((resolve) => {
      this.#onEmpty = resolve;
    });
  }
}
