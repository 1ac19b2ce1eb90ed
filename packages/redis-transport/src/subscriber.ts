import type { Runtime } from "@taskwire/core/adapter";
import type { Redis } from "ioredis";
import type { Channel } from "./channel.ts";
import { end } from "./connect.ts";
import { isReply } from "./reply.ts";
import type { Status } from "./status.ts";

// One SUBSCRIBE of a hundred thousand channels would hold up everybody else's.
const channelsAtOnce = 500;

/** What a subscriber needs. */
export interface SubscriberParts {
  readonly redis: Redis;
  readonly isSharded: boolean;
  readonly runtime: Runtime;
  /** Its status is another one. */
  readonly changed: () => void;
  /** A channel belongs to another server. */
  readonly moved: () => void;
  /** Redis refuses a subscription. */
  readonly problem: (error: Error) => void;
}

/** The connection that listens, and the channels that it shall listen to: after each reconnect to all of them again. */
export class Subscriber {
  readonly #parts: SubscriberParts;
  readonly #channels = new Map<string, Channel>();
  readonly #touched = new Set<string>();
  #status: Status = "starting";
  #isConnected = false;
  #asking = 0;

  constructor(parts: SubscriberParts) {
    this.#parts = parts;
    const { redis, isSharded, moved } = parts;
    redis.on(isSharded ? "smessage" : "message", (name: string, message: string) => {
      this.#channels.get(name)?.receive(message);
    });
    redis.on("ready", () => {
      this.#isConnected = true;
      this.#subscribe([...this.#channels.keys()]);
      this.#check();
    });
    redis.on("close", () => {
      this.#isConnected = false;
      this.#down(() => true);
    });
    // The server has ended subscriptions by itself, because their slot went elsewhere. Which, ioredis doesn't say.
    redis.on("moved", () => {
      this.#down(() => true);
      moved();
    });
  }

  /** Up when it listens to all that it shall. */
  get status(): Status {
    return this.#status;
  }

  add(channel: Channel): void {
    this.#channels.set(channel.name, channel);
    if (this.#isConnected) this.#touch(channel.name);
    // Before the first connection somebody may wait for it; after a failed one nobody waits for the next.
    else if (this.#status === "down") channel.lost();
  }

  remove(channel: Channel): void {
    if (this.#channels.get(channel.name) !== channel) return;
    this.#channels.delete(channel.name);
    if (this.#isConnected) this.#touch(channel.name);
  }

  /** Asks once more for what was refused, or was ended by the server. */
  retry(): void {
    if (!this.#isConnected || this.#status !== "down" || this.#asking > 0) return;
    this.#subscribe(
      [...this.#channels.values()].filter(({ isLive }) => !isLive).map(({ name }) => name),
    );
  }

  /** Breaks the connection, so that another is made. */
  reset(): void {
    this.#parts.redis.stream?.destroy();
  }

  async close(): Promise<void> {
    await end(this.#parts.redis, this.#parts.runtime);
  }

  #down(isLost: (channel: Channel) => boolean): void {
    this.#status = "down";
    for (const channel of this.#channels.values()) if (isLost(channel)) channel.lost();
    this.#parts.changed();
  }

  #check(): void {
    if (this.#status === "up" || !this.#isConnected || this.#asking > 0) return;
    for (const { isLive } of this.#channels.values()) if (!isLive) return;
    this.#status = "up";
    this.#parts.changed();
  }

  #touch(name: string): void {
    this.#touched.add(name);
    if (this.#touched.size === 1) queueMicrotask(() => this.#flush());
  }

  #flush(): void {
    const names = [...this.#touched];
    this.#touched.clear();
    if (!this.#isConnected) return;
    this.#unsubscribe(names.filter((name) => !this.#channels.has(name)));
    this.#subscribe(names.filter((name) => this.#channels.has(name)));
  }

  #unsubscribe(names: readonly string[]): void {
    const { redis, isSharded } = this.#parts;
    for (const some of this.#portions(names)) {
      this.#ask(isSharded ? redis.sunsubscribe(...some) : redis.unsubscribe(...some), () => {});
    }
  }

  #subscribe(names: readonly string[]): void {
    const { redis, isSharded } = this.#parts;
    for (const some of this.#portions(names)) {
      const channels = some.map((name) => this.#channels.get(name));
      this.#ask(isSharded ? redis.ssubscribe(...some) : redis.subscribe(...some), () => {
        // Another channel of the name may have taken its place: that one has asked for itself.
        for (const channel of channels)
          if (channel && this.#channels.get(channel.name) === channel) channel.live();
      });
    }
  }

  #portions(names: readonly string[]): string[][] {
    // Of a cluster, channels of different slots can't be named in one command.
    const size = this.#parts.isSharded ? 1 : channelsAtOnce;
    return Array.from({ length: Math.ceil(names.length / size) }, (_, i) =>
      names.slice(i * size, (i + 1) * size),
    );
  }

  #ask(answer: Promise<unknown>, done: () => void): void {
    const { redis, problem } = this.#parts;
    const { stream } = redis;
    this.#asking++;
    answer
      .then(done, (error: Error) => {
        if (!isReply(error)) return void stream?.destroy();
        if (!error.message.startsWith("MOVED ")) problem(error);
        // Who waits for what is refused shall not wait longer.
        this.#down(({ isLive }) => !isLive);
      })
      .finally(() => {
        this.#asking--;
        this.#check();
      });
  }
}
