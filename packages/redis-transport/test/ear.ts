import type { Transport } from "@taskwire/core/adapter";
import { type RedisTransportOptions, redisTransport } from "../src/redis-transport.ts";

/** A transport with a record of its statuses, which a test can wait for. */
export class Line implements AsyncDisposable {
  readonly transport: Transport;
  readonly statuses: string[] = [];
  readonly reasons: (Error | undefined)[] = [];
  #waiting: (() => void)[] = [];

  constructor(options: RedisTransportOptions) {
    this.transport = redisTransport({
      heartbeatMs: 2_000,
      ...options,
      onStatus: (status, reason) => {
        this.statuses.push(status);
        this.reasons.push(reason);
        for (const wake of this.#waiting) wake();
        this.#waiting = [];
      },
    });
  }

  /** Resolves when it has this status. */
  async is(status: "up" | "down"): Promise<void> {
    while (this.statuses.at(-1) !== status)
      await new Promise<void>((resolve) => void this.#waiting.push(resolve));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.transport.close();
  }
}

/** A listener that records its messages. */
export class Ear {
  readonly heard: string[] = [];
  stop = () => {};
  #waiting: (() => void)[] = [];

  static async on(line: Line, channel: string): Promise<Ear> {
    const ear = new Ear();
    ear.stop = await line.transport.subscribe(channel, (message) => {
      ear.heard.push(message);
      for (const wake of ear.#waiting) wake();
      ear.#waiting = [];
    });
    return ear;
  }

  /** Resolves when this message has arrived so many times. */
  async hears(message: string, times = 1): Promise<void> {
    while (this.heard.filter((one) => one === message).length < times) {
      await new Promise<void>((resolve) => void this.#waiting.push(resolve));
    }
  }
}
