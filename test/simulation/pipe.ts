import type { ClientRuntime } from "@taskwire/client";

/** One direction of a connection. It keeps the order, delays items, and can be stalled or cut. */
export class Pipe<Item> {
  isStill = false;
  readonly #runtime: ClientRuntime;
  readonly #delay: () => number;
  readonly #deliver: (item: Item) => void;
  readonly #size: (item: Item) => number;
  readonly #speed: () => number | undefined;
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
      speed = () => undefined,
    }: {
      delay: () => number;
      deliver: (item: Item) => void;
      size: (item: Item) => number;
      /** Size that it delivers in a millisecond. Undefined: everything at once. */
      speed?: () => number | undefined;
    },
  ) {
    this.#speed = speed;
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
    const speed = this.#speed();
    const [first] = this.#queue;
    const delay = this.#delay() + (speed ? Math.ceil(this.#size(first as Item) / speed) : 0);
    this.#cancel = this.#runtime.timer(delay, () => {
      this.#cancel = undefined;
      if (this.isStill) return;
      if (speed !== undefined) return this.#deliverFirst();
      const items = this.#queue;
      this.#empty();
      for (const item of items) if (!this.#isCut) this.#deliver(item);
      this.flow();
    });
  }

  /** Begins with its first item again, because its speed has changed. */
  again(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.flow();
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

  /** A slow line delivers one item, and then begins with the next. */
  #deliverFirst(): void {
    const first = this.#queue.shift() as Item;
    this.#size_ -= this.#size(first);
    const ready = this.#waiters.filter(({ bytes }) => this.#size_ <= bytes);
    this.#waiters = this.#waiters.filter((one) => !ready.includes(one));
    for (const { resolve } of ready) resolve();
    this.#deliver(first);
    this.flow();
  }

  #empty(): void {
    this.#queue = [];
    this.#size_ = 0;
    for (const { resolve } of this.#waiters) resolve();
    this.#waiters = [];
  }
}
