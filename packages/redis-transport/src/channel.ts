/** Hears what a channel brings; the empty message says that something may have been missed. */
export type Listener = (message: string) => void;

/** A channel that somebody on this node listens to, over whichever connection carries it at the time. */
export class Channel {
  /** As Redis knows it, with the prefix. */
  readonly name: string;
  readonly #read: (text: string) => string;
  readonly #listeners = new Set<Listener>();
  #isLive = false;
  #hasMissed = false;
  #waiting: (() => void)[] = [];

  /** `read` finds the message in what comes from Redis; "" when there is none for anybody here. */
  constructor(name: string, read: (text: string) => string = (text) => text) {
    this.name = name;
    this.#read = read;
  }

  get isLive(): boolean {
    return this.#isLive;
  }

  /** Whether nobody listens any more. */
  get isIdle(): boolean {
    return this.#listeners.size === 0;
  }

  /** Adds a listener; returns what takes it away. */
  listen(listener: Listener): () => void {
    // Wrapped, so that the same function can listen twice.
    const own: Listener = (message) => listener(message);
    this.#listeners.add(own);
    return () => void this.#listeners.delete(own);
  }

  /** Resolves when messages arrive, or when it is known that for now they don't: then {@link live} tells the listeners. */
  async settled(): Promise<void> {
    if (this.#isLive || this.#hasMissed) return;
    await new Promise<void>((resolve) => void this.#waiting.push(resolve));
  }

  /** Takes what came from Redis, whoever sent it. */
  receive(text: string): void {
    const message = this.#read(text);
    if (message !== "") this.deliver(message);
  }

  deliver(message: string): void {
    for (const listener of [...this.#listeners]) {
      try {
        listener(message);
      } catch (error) {
        // One listener's bug must neither reach the connection nor keep the message from the others.
        process.emitWarning(error instanceof Error ? error : String(error));
      }
    }
  }

  /** Redis has confirmed the subscription: from now on messages arrive. */
  live(): void {
    this.#isLive = true;
    this.#settle();
    if (!this.#hasMissed) return;
    this.#hasMissed = false;
    this.deliver("");
  }

  /** From now on, and until it is {@link live} again, messages get lost. */
  lost(): void {
    this.#isLive = false;
    this.#hasMissed = true;
    this.#settle();
  }

  #settle(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting = [];
  }
}
