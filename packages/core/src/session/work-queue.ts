/** Runs at most `limit` works at a time. The others wait, first come, first served. */
export class WorkQueue {
  readonly #limit: number;
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(limit: number) {
    this.#limit = limit;
    this.#free = limit;
  }

  get isIdle(): boolean {
    return this.#free === this.#limit;
  }

  /** Number of works that wait. */
  get waiting(): number {
    return this.#waiting.length;
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.start();
    if (turn !== undefined) await turn;
    try {
      return await work();
    } finally {
      this.end();
    }
  }

  /** Resolves when a work may start; undefined if it may start now. Each start needs an {@link end}. */
  start(): Promise<void> | undefined {
    if (this.#free === 0) return new Promise((resolve) => void this.#waiting.push(resolve));
    this.#free--;
    return undefined;
  }

  /** A work has ended: the next one starts. */
  end(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#free++;
  }
}
