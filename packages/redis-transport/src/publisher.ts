import { end } from "./connect.ts";
import type { ConnectionOptions } from "./connections.ts";
import { isErrorReply, withCure } from "./reply.ts";
import type { Status } from "./status.ts";

/** Maximum number of messages without an answer. Redis answers 100,000 a second. */
const maxUnanswered = 10_000;

type Message = readonly [channel: string, message: string];

/**
 * The connection that publishes. All messages of a turn are sent in one write. Messages are dropped
 * while the connection is down, or when Redis doesn't keep up.
 */
export class Publisher {
  readonly #options: ConnectionOptions;
  #status: Status = "starting";
  #outbox: Message[] = [];
  #unanswered = 0;
  #hasDropped = false;
  #isOverloaded = false;
  /** Whether Redis refused the last messages, for example because its user may not publish. */
  #isRefused = false;
  #onIdle: (() => void) | undefined;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    const { redis, onStatus, onRecovered } = options;
    redis.on("ready", () => {
      this.#status = "up";
      onStatus();
      if (this.#hasDropped) onRecovered();
      this.#hasDropped = false;
    });
    redis.on("close", () => {
      this.#status = "down";
      onStatus();
    });
  }

  get status(): Status {
    return this.#isRefused && this.#status === "up" ? "down" : this.#status;
  }

  /** Whether Redis takes messages, as far as is known. */
  get isAccepted(): boolean {
    return !this.#isRefused;
  }

  /** Returns whether the message will be sent; false if it was dropped. */
  publish(channel: string, message: string): boolean {
    const isFull = this.#unanswered + this.#outbox.length >= maxUnanswered;
    if (this.#status !== "up" || isFull) {
      this.#hasDropped = true;
      this.#isOverloaded ||= isFull;
      return false;
    }
    if (this.#outbox.push([channel, message]) === 1)
      this.#options.runtime.turn(() => this.#flush());
    return true;
  }

  /** Closes the connection at once. The client then opens another one. */
  reset(): void {
    this.#options.redis.stream?.destroy();
  }

  /**
   * Sends the messages that are waiting, and closes the connection when they are answered or the
   * connection has failed.
   */
  async close(): Promise<void> {
    this.#flush();
    if (this.#unanswered > 0) {
      await new Promise<void>((resolve) => {
        this.#onIdle = resolve;
      });
    }
    await end(this.#options.redis, this.#options.runtime);
  }

  #flush(): void {
    const batch = this.#outbox;
    if (batch.length === 0) return;
    this.#outbox = [];
    this.#unanswered += batch.length;
    void this.#send(batch).then(() => {
      this.#unanswered -= batch.length;
      if (this.#unanswered > 0) return;
      this.#onIdle?.();
      if (this.#isOverloaded) this.#options.onRecovered();
      this.#isOverloaded = false;
    });
  }

  async #send(batch: readonly Message[]): Promise<void> {
    const { redis, isSharded } = this.#options;
    const { stream } = redis;
    const pipeline = redis.pipeline();
    for (const [channel, message] of batch) {
      if (isSharded) pipeline.spublish(channel, message);
      else pipeline.publish(channel, message);
    }
    const results = await pipeline.exec().catch((error: Error) => [[error]] as const);
    const [error] = results?.find(([error]) => error !== null) ?? [];
    if (!error) return this.#accepted();
    if (isErrorReply(error)) return this.#refused(error);
    // It is unknown whether the messages were published. If the server doesn't answer, its
    // connection is closed, and the messages that still wait in the socket are lost.
    this.#hasDropped = true;
    stream?.destroy();
  }

  #accepted(): void {
    if (!this.#isRefused) return;
    this.#isRefused = false;
    this.#options.onStatus();
    this.#options.onRecovered();
  }

  #refused(error: Error): void {
    const { onMoved, onProblem, onStatus } = this.#options;
    if (/^(MOVED|ASK|CLUSTERDOWN) /.test(error.message)) return onMoved();
    onProblem(withCure(error));
    this.#isRefused = true;
    onStatus();
  }
}
