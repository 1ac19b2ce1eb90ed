/** Counts running work, to wait until there is none. */
export class PendingWork {
  #count = 0;
  #wake = () => {};

  begin(): void {
    this.#count++;
  }

  end(): void {
    if (--this.#count === 0) this.#wake();
  }

  async during<T>(work: Promise<T>): Promise<T> {
    this.begin();
    try {
      return await work;
    } finally {
      this.end();
    }
  }

  /** Resolves when no work runs and none has begun in the following turn. */
  async over(): Promise<void> {
    for (;;) {
      await new Promise((turn) => setImmediate(turn));
      if (this.#count === 0) return;
      await new Promise<void>((wake) => {
        this.#wake = wake;
      });
    }
  }
}
