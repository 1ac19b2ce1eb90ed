import type { Transport } from "@taskwire/core/adapter";
import { type RedisTransportOptions, redisTransport } from "../src/redis-transport.ts";

/** A transport that records its statuses, so that a test can wait for one. */
export class TestTransport implements AsyncDisposable {
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

  /** Resolves when the transport has this status. */
  async is(status: "up" | "down"): Promise<void> {
    while (this.statuses.at(-1) !== status)
      await new Promise<void>((resolve) => void this.#waiting.push(resolve));
  }

  /** Resolves when the transport has been down for a reason like this one. */
  async said(reason: RegExp): Promise<void> {
    while (!this.reasons.some((error) => reason.test(error?.message ?? "")))
      await new Promise<void>((resolve) => void this.#waiting.push(resolve));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.transport.close();
  }
}

/** A listener that records its messages. */
export class RecordingListener {
  readonly heard: string[] = [];
  stop = () => {};
  #waiting: (() => void)[] = [];

  static async on(line: TestTransport, channel: string): Promise<RecordingListener> {
    const listener = new RecordingListener();
    listener.stop = await line.transport.subscribe(channel, (message) => {
      listener.heard.push(message);
      for (const wake of listener.#waiting) wake();
      listener.#waiting = [];
    });
    return listener;
  }

  /** Resolves when this message has arrived `times` times. */
  async hears(message: string, times = 1): Promise<void> {
    while (this.heard.filter((one) => one === message).length < times) {
      await new Promise<void>((resolve) => void this.#waiting.push(resolve));
    }
  }
}
