/** What holds its frames back until the turn ends. */
export interface Corked {
  uncork(): void;
}

/**
 * What is sent to one socket within a turn of the event loop leaves in one write: the first frame corks the socket, and
 * the end of the turn lets go of all that were corked. One list a server, so an idle connection holds nothing.
 *
 * The turn ends with its promises, before the hub writes events to everybody: who asked gets the answer first.
 */
export class Turn {
  #corked: Corked[] = [];

  readonly #end = (): void => {
    const corked = this.#corked;
    this.#corked = [];
    for (const one of corked) one.uncork();
  };

  add(one: Corked): void {
    if (this.#corked.push(one) === 1) process.nextTick(this.#end);
  }
}
