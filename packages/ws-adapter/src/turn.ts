import type { SocketLink } from "./link.ts";

/**
 * What is sent to one socket within a turn of the event loop leaves in one write: the first frame corks the socket, and
 * the end of the turn lets go of all that were corked. One list a server, so an idle connection holds nothing.
 *
 * The turn ends with its promises, before the hub writes events to everybody: who asked gets the answer first.
 */
export class Turn {
  #corked: SocketLink[] = [];

  readonly #end = (): void => {
    const corked = this.#corked;
    this.#corked = [];
    for (const link of corked) link.uncork();
  };

  add(link: SocketLink): void {
    if (this.#corked.push(link) === 1) process.nextTick(this.#end);
  }
}
