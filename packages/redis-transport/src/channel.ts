/**
 * Receives the messages of a channel. The empty message means that messages may have been missed.
 */
export type Listener = (message: string) => void;

/**
 * A channel with listeners on this node. It lives longer than a connection: after a reconnect, the
 * same object is used with the next connection.
 */
export class Channel {
  /** The name in Redis, with the key prefix. */
  readonly name: string;
  readonly #parse: (text: string) => string;
  readonly #listeners = new Set<Listener>();
  #isSubscribed = false;
  #hasMissed = false;
  #waiters: (() => void)[] = [];

  /**
   * `parse` extracts the message from the text that Redis delivers. It returns "" if the text holds
   * no message for the listeners.
   */
  constructor(name: string, parse: (text: string) => string = (text) => text) {
    this.name = name;
    this.#parse = parse;
  }

  get isSubscribed(): boolean {
    return this.#isSubscribed;
  }

  /** Whether the channel has no listeners any more. */
  get isIdle(): boolean {
    return this.#listeners.size === 0;
  }

  /** Adds a listener and returns a function that removes it. */
  listen(listener: Listener): () => void {
    // The function is wrapped, so that the same function can be added twice.
    const own: Listener = (message) => listener(message);
    this.#listeners.add(own);
    return () => void this.#listeners.delete(own);
  }

  /**
   * Resolves when the channel is subscribed, or when it is clear that it can't be for now. In the
   * second case {@link markSubscribed} sends the listeners the empty message later.
   */
  async ready(): Promise<void> {
    if (this.#isSubscribed || this.#hasMissed) return;
    await new Promise<void>((resolve) => void this.#waiters.push(resolve));
  }

  /** Handles a text that Redis delivered. Anybody with access to Redis may have sent it. */
  receive(text: string): void {
    const message = this.#parse(text);
    if (message !== "") this.deliver(message);
  }

  deliver(message: string): void {
    for (const listener of [...this.#listeners]) {
      try {
        listener(message);
      } catch (error) {
        // A bug in one listener must not break the connection, and the other listeners must still
        // get the message.
        process.emitWarning(error instanceof Error ? error : String(error));
      }
    }
  }

  /** Called when Redis has confirmed the subscription: messages arrive from now on. */
  markSubscribed(): void {
    this.#isSubscribed = true;
    this.#wakeWaiters();
    if (!this.#hasMissed) return;
    this.#hasMissed = false;
    this.deliver("");
  }

  /** Called when messages are missed from now on, until {@link markSubscribed} is called again. */
  markUnavailable(): void {
    this.#isSubscribed = false;
    this.#hasMissed = true;
    this.#wakeWaiters();
  }

  #wakeWaiters(): void {
    for (const resolve of this.#waiters) resolve();
    this.#waiters = [];
  }
}
