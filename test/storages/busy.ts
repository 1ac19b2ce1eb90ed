/** What is under way, to wait until nothing is. */
export class Busy {
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

  /** Resolves when nothing is under way any more, and nothing has begun in the turn after. */
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
