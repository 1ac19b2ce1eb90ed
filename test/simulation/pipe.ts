import type { ClientRuntime } from "@taskwire/client";

/** One direction of a connection. It keeps the order, delays items, and can be stalled or cut. */
export class Pipe<Item> {
  isStill = false;
  readonly #runtime: ClientRuntime;
  readonly #delay: () => number;
  readonly #deliver: (item: Item) => void;
  readonly #size: (item: Item) => number;
  #queue: Item[] = [];
  #size_ = 0;
  #cancel: (() => void) | undefined;
  #isCut = false;
  #waiters: { readonly bytes: number; readonly resolve: () => void }[] = [];

  constructor(
    runtime: ClientRuntime,
    {
      delay,
      deliver,
      size,
    }: { delay: () => number; deliver: (item: Item) => void; size: (item: Item) => number },
  ) {
    this.#runtime = runtime;
    this.#delay = delay;
    this.#deliver = deliver;
    this.#size = size;
  }

  /** Total size of the items that were pushed and not delivered yet. */
  get waiting(): number {
    return this.#size_;
  }

  push(item: Item): void {
    if (this.#isCut) return;
    this.#queue.push(item);
    this.#size_ += this.#size(item);
    this.flow();
  }

  /** Continues after it was stalled. */
  flow(): void {
    if (this.#cancel || this.isStill || this.#isCut || this.#queue.length === 0) return;
    this.#cancel = this.#runtime.timer(this.#delay(), () => {
      this.#cancel = undefined;
      if (this.isStill) return;
      const items = this.#queue;
      this.#empty();
      for (const item of items) if (!this.#isCut) this.#deliver(item);
      this.flow();
    });
  }

  /** Loses everything in it. */
  drop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#empty();
  }

  /** Nothing is delivered from now on. */
  cut(): void {
    this.#isCut = true;
    this.drop();
  }

  /** Resolves when the waiting items add up to at most `bytes`. */
  below(bytes: number): Promise<void> {
    if (this.#isCut || this.#size_ <= bytes) return Promise.resolve();
    return new Promise((resolve) => void this.#waiters.push({ bytes, resolve }));
  }

  #empty(): void {
    this.#queue = [];
    this.#size_ = 0;
    for (const { resolve } of this.#waiters) resolve();
    this.#waiters = [];
  }
}
