import type { Runtime } from "@taskwire/core/adapter";
import type { Redis } from "ioredis";
import { end } from "./connect.ts";
import { isReply } from "./reply.ts";
import type { Status } from "./status.ts";

// What Redis has not answered yet. It answers a hundred thousand a second.
const mostUnanswered = 10_000;

type Message = readonly [channel: string, message: string];

/** What a publisher needs. */
export interface PublisherParts {
  readonly redis: Redis;
  readonly isSharded: boolean;
  readonly runtime: Runtime;
  /** Its status is another one. */
  readonly changed: () => void;
  /** A channel belongs to another server. */
  readonly moved: () => void;
  /** It publishes again, and could not for a while: the others have missed something. */
  readonly recovered: () => void;
}

/** The connection that publishes. All messages of a turn leave in one write; while it is down they are dropped. */
export class Publisher {
  readonly #parts: PublisherParts;
  #status: Status = "starting";
  #outbox: Message[] = [];
  #unanswered = 0;
  #hasDropped = false;
  #isOverloaded = false;
  #idle: (() => void) | undefined;

  constructor(parts: PublisherParts) {
    this.#parts = parts;
    const { redis, changed, recovered } = parts;
    redis.on("ready", () => {
      this.#status = "up";
      changed();
      if (this.#hasDropped) recovered();
      this.#hasDropped = false;
    });
    redis.on("close", () => {
      this.#status = "down";
      changed();
    });
  }

  get status(): Status {
    return this.#status;
  }

  /** Whether it was taken. Not, when the connection is down or Redis doesn't keep up. */
  publish(channel: string, message: string): boolean {
    const isFull = this.#unanswered + this.#outbox.length >= mostUnanswered;
    if (this.#status !== "up" || isFull) {
      this.#hasDropped = true;
      this.#isOverloaded ||= isFull;
      return false;
    }
    if (this.#outbox.push([channel, message]) === 1) this.#parts.runtime.turn(() => this.#flush());
    return true;
  }

  /** Breaks the connection, so that another is made. */
  reset(): void {
    this.#parts.redis.stream?.destroy();
  }

  /** Sends what was published last, and ends when that is answered, or can't be. */
  async close(): Promise<void> {
    this.#flush();
    if (this.#unanswered > 0) {
      await new Promise<void>((resolve) => {
        this.#idle = resolve;
      });
    }
    await end(this.#parts.redis, this.#parts.runtime);
  }

  #flush(): void {
    const batch = this.#outbox;
    if (batch.length === 0) return;
    this.#outbox = [];
    this.#unanswered += batch.length;
    void this.#send(batch).then(() => {
      this.#unanswered -= batch.length;
      if (this.#unanswered > 0) return;
      this.#idle?.();
      if (this.#isOverloaded) this.#parts.recovered();
      this.#isOverloaded = false;
    });
  }

  async #send(batch: readonly Message[]): Promise<void> {
    const { redis, isSharded, moved } = this.#parts;
    const { stream } = redis;
    const pipeline = redis.pipeline();
    for (const [channel, message] of batch) {
      if (isSharded) pipeline.spublish(channel, message);
      else pipeline.publish(channel, message);
    }
    const results = await pipeline.exec().catch((error: Error) => [[error]] as const);
    const [error] = results?.find(([error]) => error !== null) ?? [];
    if (!error) return;
    if (isReply(error)) {
      if (/^(MOVED|ASK|CLUSTERDOWN) /.test(error.message)) moved();
      return;
    }
    // Nobody knows what became of them. A server that doesn't answer is given up, with all that waits in its socket.
    this.#hasDropped = true;
    stream?.destroy();
  }
}
