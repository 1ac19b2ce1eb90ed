import type { Limits } from "@taskwire/core/protocol";
import { Lobby } from "./lobby.ts";
import { Turn } from "./turn.ts";

interface Connection {
  /** Where it comes from, until it has authenticated. */
  address: string | undefined;
}

/** All connections of one server, and what they share. */
export class Connections<Link extends Connection = Connection> {
  readonly limits: Limits;
  readonly lobby: Lobby;
  readonly turn = new Turn();
  readonly #links = new Set<Link>();
  #onEmpty: (() => void) | undefined;

  constructor(limits: Limits, unauthenticatedPerAddress: number) {
    this.limits = limits;
    this.lobby = new Lobby(unauthenticatedPerAddress);
  }

  [Symbol.iterator](): Iterator<Link> {
    return this.#links.values();
  }

  /** A connection begins, of somebody who has yet to say who they are. */
  add(link: Link, address: string): void {
    link.address = address;
    this.lobby.enter(address);
    this.#links.add(link);
  }

  /** It is known whose connection it is, or it is over. */
  leaveLobby(link: Link): void {
    if (link.address !== undefined) this.lobby.leave(link.address);
    link.address = undefined;
  }

  remove(link: Link): void {
    this.leaveLobby(link);
    this.#links.delete(link);
    if (this.#links.size === 0) this.#onEmpty?.();
  }

  /** Resolves when nobody is connected any more. */
  async empty(): Promise<void> {
    if (this.#links.size === 0) return;
    await new Promise<void>((resolve) => {
      this.#onEmpty = resolve;
    });
  }
}
