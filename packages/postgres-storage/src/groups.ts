/** How one of a group ended. */
export type Settled<Output> = { readonly value: Output } | { readonly error: unknown };

interface Waiting<Input, Output> {
  readonly input: Input;
  readonly resolve: (output: Output) => void;
  readonly reject: (error: unknown) => void;
}

export interface GroupOptions {
  /** How many groups may be under way. */
  readonly atOnce: number;
  /** How many may go together. */
  readonly largest: number;
}

/** Sends together what waits at the same time: what is asked for in one go, and what came while others were under way. */
export class Groups<Input, Output> {
  readonly #run: (inputs: readonly Input[]) => Promise<readonly Settled<Output>[]>;
  readonly #options: GroupOptions;
  #waiting: Waiting<Input, Output>[] = [];
  #underWay = 0;
  #isDue = false;
  #idle: (() => void)[] = [];
  /** How many groups were sent. */
  sent = 0;

  constructor(
    run: (inputs: readonly Input[]) => Promise<readonly Settled<Output>[]>,
    options: GroupOptions,
  ) {
    this.#run = run;
    this.#options = options;
  }

  /** Runs one together with what else waits. */
  add(input: Input): Promise<Output> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ input, resolve, reject });
      this.#flushSoon();
    });
  }

  /** Resolves when nothing waits or is under way. */
  async finished(): Promise<void> {
    if (this.#waiting.length > 0 || this.#underWay > 0)
      await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  #flushSoon(): void {
    if (this.#isDue || this.#underWay >= this.#options.atOnce) return;
    this.#isDue = true;
    // Who is alone doesn't wait for what else may come in this turn.
    const soon = this.#underWay === 0 ? process.nextTick : setImmediate;
    soon(() => {
      this.#isDue = false;
      while (this.#waiting.length > 0 && this.#underWay < this.#options.atOnce) {
        void this.#send(this.#waiting.splice(0, this.#options.largest));
      }
    });
  }

  async #send(group: readonly Waiting<Input, Output>[]): Promise<void> {
    this.#underWay++;
    this.sent++;
    const settled = await this.#settle(group.map(({ input }) => input));
    this.#underWay--;
    group.forEach(({ resolve, reject }, i) => {
      const one = settled[i];
      if (one && "value" in one) resolve(one.value);
      else reject(one?.error);
    });
    if (this.#waiting.length > 0) this.#flushSoon();
    else if (this.#underWay === 0) for (const wake of this.#idle.splice(0)) wake();
  }

  async #settle(inputs: readonly Input[]): Promise<readonly Settled<Output>[]> {
    try {
      return await this.#run(inputs);
    } catch (error) {
      return inputs.map(() => ({ error }));
    }
  }
}
