import type { Dialect, LoadClient } from "./dialect.ts";
import { RawSocket } from "./raw-socket.ts";

interface Member {
  readonly socket: RawSocket;
  readonly person: LoadClient;
}

/** Many clients of one server, all of which get the same events. */
export class Crowd {
  readonly members: Member[] = [];
  readonly #dialect: Dialect;
  readonly #first: number;
  readonly #calls = new Map<number, (text: string) => void>();
  #lastCall = 0;
  #deliveries = 0;
  #told = 0;
  #lastTold = 0;
  // Number of clients that have received at least so many of the events, by count.
  #reached: number[] = [];
  #onDelivery: (() => void) | undefined;
  #fail: (error: Error) => void = () => {};
  readonly #failed = new Promise<never>((_resolve, reject) => {
    this.#fail = reject;
  });

  /** `first` is the number of the first client's person. */
  constructor(dialect: Dialect, first = 0) {
    this.#dialect = dialect;
    this.#first = first;
    this.#failed.catch(() => {});
  }

  /** Connects `count` clients, at most `atOnce` at a time. */
  async open(port: number, count: number, atOnce = 100): Promise<void> {
    for (let from = 0; from < count; from += atOnce) {
      const group = Array.from({ length: Math.min(atOnce, count - from) }, () =>
        this.#connect(port),
      );
      await Promise.race([Promise.all(group), this.#failed]);
    }
  }

  /**
   * Causes events, at most `inFlight` at a time. Resolves when all clients (or `listeners` of them)
   * have every event. An event is in flight until its last listener has it, on any server.
   */
  fire({
    events,
    inFlight,
    listeners = this.members.length,
  }: {
    events: number;
    inFlight: number;
    listeners?: number;
  }): Promise<void> {
    const driver = this.members[0];
    if (!driver) throw new Error("Nobody is connected");
    this.#reached = [];
    for (const { person } of this.members) person.seen = 0;
    let fired = 0;
    let whole = 0;
    const finished = new Promise<void>((resolve) => {
      const goOn = (): void => {
        while (this.#reached[whole] === listeners) whole++;
        while (fired < events && fired - whole < inFlight) {
          fired++;
          this.#dialect.fire(driver.socket);
        }
        if (whole >= events) resolve();
      };
      this.#onDelivery = goOn;
      goOn();
    });
    return Promise.race([finished, this.#failed]);
  }

  /** Resolves when `count` deliveries were made in all. */
  delivered(count: number): Promise<void> {
    const reached = new Promise<void>((resolve) => {
      this.#onDelivery = () => this.#deliveries >= count && resolve();
      this.#onDelivery();
    });
    return Promise.race([reached, this.#failed]);
  }

  get deliveries(): number {
    return this.#deliveries;
  }

  /** How many frames about somebody's own inbox have arrived. */
  get told(): number {
    return this.#told;
  }

  /** Resolves when no frame about an inbox has arrived for so many ms. */
  async quiet(ms: number): Promise<void> {
    this.#lastTold = performance.now();
    for (;;) {
      const left = this.#lastTold + ms - performance.now();
      if (left <= 0) return;
      await Promise.race([new Promise((resolve) => setTimeout(resolve, left)), this.#failed]);
    }
  }

  call(index: number, operation: string, input: object): Promise<{ [name: string]: unknown }> {
    const id = ++this.#lastCall;
    const answered = new Promise<string>((resolve) => this.#calls.set(id, resolve));
    this.members[index % this.members.length]?.socket.send(
      JSON.stringify({ type: "call", id, operation, input, key: `bench-key-${id}` }),
    );
    return Promise.race([answered, this.#failed]).then((text) => {
      const message = JSON.parse(text);
      if (message.error) throw new Error(text);
      return message.result;
    });
  }

  destroy(): void {
    for (const { socket } of this.members) socket.destroy();
    this.members.length = 0;
  }

  async #connect(port: number): Promise<void> {
    const dialect = this.#dialect;
    const { protocol } = dialect;
    let setReady = (): void => {};
    const ready = new Promise<void>((resolve) => {
      setReady = resolve;
    });
    const person: LoadClient = {
      index: this.#first + this.members.length,
      position: 0,
      seen: 0,
      cursor: "",
      ownPosition: 0,
      ready: setReady,
      got: (count) => {
        this.#deliveries += count;
        for (let i = 0; i < count; i++) {
          this.#reached[person.seen] = (this.#reached[person.seen] ?? 0) + 1;
          person.seen++;
        }
        this.#onDelivery?.();
      },
      told: () => {
        this.#told++;
        this.#lastTold = performance.now();
      },
      failed: (error) => this.#fail(error),
      result: (id, text) => {
        this.#calls.get(id)?.(text);
        this.#calls.delete(id);
      },
    };
    const socket = new RawSocket({
      port,
      path: dialect.path(person.index),
      ...(protocol && { protocol }),
      onText: (payload, from) => this.#dialect.read(payload, from, person),
    });
    this.members.push({ socket, person });
    await socket.opened;
    this.#dialect.greet(socket, person);
    await ready;
  }
}
