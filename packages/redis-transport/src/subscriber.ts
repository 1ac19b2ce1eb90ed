import type { Channel } from "./channel.ts";
import { end } from "./connect.ts";
import type { ConnectionOptions } from "./connections.ts";
import { isErrorReply, withCure } from "./reply.ts";
import type { Status } from "./status.ts";

/**
 * Maximum number of channels in one command. During a command, Redis serves no other client, so one
 * SUBSCRIBE of 100,000 channels would block it.
 */
const maxChannelsPerCommand = 500;

/**
 * The connection that subscribes. It knows all channels that it should listen to and subscribes to
 * all of them again after each reconnect.
 */
export class Subscriber {
  readonly #options: ConnectionOptions;
  readonly #channels = new Map<string, Channel>();
  /** Names of channels added or removed in this turn. */
  readonly #touched = new Set<string>();
  #status: Status = "starting";
  #isConnected = false;
  #unanswered = 0;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    const { redis, isSharded, onMoved } = options;
    redis.on(isSharded ? "smessage" : "message", (name: string, message: string) => {
      this.#channels.get(name)?.receive(message);
    });
    redis.on("ready", () => {
      this.#isConnected = true;
      this.#subscribe([...this.#channels.keys()]);
      this.#checkIfUp();
    });
    redis.on("close", () => {
      this.#isConnected = false;
      this.#goDown(() => true);
    });
    // The server ended subscriptions because their slot moved to another server. ioredis doesn't say
    // which ones.
    redis.on("moved", () => {
      this.#goDown(() => true);
      onMoved();
    });
  }

  /** `up` while all channels are subscribed. */
  get status(): Status {
    return this.#status;
  }

  add(channel: Channel): void {
    this.#channels.set(channel.name, channel);
    if (this.#isConnected) this.#touch(channel.name);
    // Callers wait for the first attempt to connect. If it fails, they don't wait for the next one.
    else if (this.#status === "down") channel.markUnavailable();
  }

  remove(channel: Channel): void {
    if (this.#channels.get(channel.name) !== channel) return;
    this.#channels.delete(channel.name);
    if (this.#isConnected) this.#touch(channel.name);
  }

  /** Repeats the subscriptions that the server refused or ended. */
  retry(): void {
    if (!this.#isConnected || this.#status !== "down" || this.#unanswered > 0) return;
    this.#subscribe(
      [...this.#channels.values()]
        .filter(({ isSubscribed }) => !isSubscribed)
        .map(({ name }) => name),
    );
  }

  /** Closes the connection at once. The client then opens another one. */
  reset(): void {
    this.#options.redis.stream?.destroy();
  }

  async close(): Promise<void> {
    await end(this.#options.redis, this.#options.runtime);
  }

  #goDown(isAffected: (channel: Channel) => boolean): void {
    this.#status = "down";
    for (const channel of this.#channels.values())
      if (isAffected(channel)) channel.markUnavailable();
    this.#options.onStatus();
  }

  #checkIfUp(): void {
    if (this.#status === "up" || !this.#isConnected || this.#unanswered > 0) return;
    for (const { isSubscribed } of this.#channels.values()) if (!isSubscribed) return;
    this.#status = "up";
    this.#options.onStatus();
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
    const { redis, isSharded } = this.#options;
    for (const some of this.#portions(names)) {
      this.#handle(isSharded ? redis.sunsubscribe(...some) : redis.unsubscribe(...some), () => {});
    }
  }

  #subscribe(names: readonly string[]): void {
    const { redis, isSharded } = this.#options;
    for (const some of this.#portions(names)) {
      const channels = some.map((name) => this.#channels.get(name));
      this.#handle(isSharded ? redis.ssubscribe(...some) : redis.subscribe(...some), () => {
        // If another channel with the same name has replaced this one meanwhile, the other channel
        // has sent a command of its own.
        for (const channel of channels)
          if (channel && this.#channels.get(channel.name) === channel) channel.markSubscribed();
      });
    }
  }

  #portions(names: readonly string[]): string[][] {
    // On a cluster one command can't name channels of different slots.
    const size = this.#options.isSharded ? 1 : maxChannelsPerCommand;
    return Array.from({ length: Math.ceil(names.length / size) }, (_, i) =>
      names.slice(i * size, (i + 1) * size),
    );
  }

  #handle(answer: Promise<unknown>, onSuccess: () => void): void {
    const { redis, onProblem } = this.#options;
    const { stream } = redis;
    this.#unanswered++;
    answer
      .then(onSuccess, (error: Error) => {
        if (!isErrorReply(error)) return void stream?.destroy();
        if (!error.message.startsWith("MOVED ")) onProblem(withCure(error));
        // If the channel was refused, its callers stop waiting.
        this.#goDown(({ isSubscribed }) => !isSubscribed);
      })
      .finally(() => {
        this.#unanswered--;
        this.#checkIfUp();
      });
  }
}
