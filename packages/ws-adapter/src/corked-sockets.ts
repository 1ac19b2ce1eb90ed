/** A socket that holds its frames back until the end of the turn. */
export interface Corked {
  uncork(): void;
}

/**
 * Sends all frames for one socket within a turn of the event loop in one write: the first frame
 * corks the socket, and at the end of the turn all corked sockets are uncorked. There is one list
 * per adapter, so idle connections need no memory.
 *
 * Sockets are uncorked before the hub writes events to all followers, so a caller gets the result of
 * its call first. They are uncorked when the callbacks of all settled promises have run. So if the
 * storage answers at once, the new count of an inbox is sent together with the event that changed it.
 */
export class CorkedSockets {
  #corked: Corked[] = [];

  readonly #end = (): void => {
    const corked = this.#corked;
    this.#corked = [];
    for (const one of corked) one.uncork();
  };

  readonly #endAfterPromises = (): void => process.nextTick(this.#end);

  add(one: Corked): void {
    if (this.#corked.push(one) === 1) queueMicrotask(this.#endAfterPromises);
  }
}
