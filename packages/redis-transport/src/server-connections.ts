import type { Redis } from "ioredis";
import { Channel } from "./channel.ts";
import { type HintOptions, hintOptions } from "./connect.ts";
import type { ConnectionsContext, RedisConnections } from "./connections.ts";
import { Publisher } from "./publisher.ts";
import { refusalOf } from "./reply.ts";
import { combinedStatus, type Status } from "./status.ts";
import { Subscriber } from "./subscriber.ts";

/** After this many heartbeats in a row without an echo, the connections count as dead. */
const maxMissingBeats = 3;

/**
 * The connections to one Redis server: one publishes, one subscribes. A heartbeat is published on
 * the first and has to arrive on the second.
 */
export class ServerConnections implements RedisConnections {
  readonly #publisher: Publisher;
  readonly #subscriber: Subscriber;
  readonly #context: ConnectionsContext;
  #beat: Channel | undefined;
  #sent = "";
  #missing = 0;
  #cancelTick = () => {};

  /** `connect` opens a new connection to the server. */
  constructor(
    connect: (options: HintOptions) => Redis,
    isSharded: boolean,
    context: ConnectionsContext,
  ) {
    this.#context = context;
    const { runtime, onProblem } = context;
    const open = () => {
      const redis = connect(hintOptions(runtime));
      redis.on("error", onProblem);
      redis.on("connect", () => {
        redis.stream?.once("data", (data: Buffer) => {
          const refusal = refusalOf(data);
          if (refusal) onProblem(refusal);
        });
      });
      return redis;
    };
    this.#publisher = new Publisher({ redis: open(), isSharded, ...context });
    this.#subscriber = new Subscriber({ redis: open(), isSharded, ...context });
    this.#schedule();
  }

  get status(): Status {
    return combinedStatus([this.#publisher.status, this.#subscriber.status]);
  }

  publish(channel: string, message: string): void {
    this.#publisher.publish(channel, message);
  }

  add(channel: Channel): void {
    this.#subscriber.add(channel);
  }

  remove(channel: Channel): void {
    this.#subscriber.remove(channel);
  }

  /** Repeats the subscriptions that the server refused. */
  retry(): void {
    this.#subscriber.retry();
  }

  get beatName(): string | undefined {
    return this.#beat?.name;
  }

  /** Uses this channel for the heartbeat. It must have no other use. */
  beatOn(name: string): void {
    if (this.#beat) this.#subscriber.remove(this.#beat);
    this.#beat = new Channel(name);
    this.#beat.listen((message) => {
      if (message === this.#sent) this.#missing = 0;
    });
    this.#subscriber.add(this.#beat);
  }

  async close(): Promise<void> {
    this.#cancelTick();
    await Promise.all([this.#publisher.close(), this.#subscriber.close()]);
  }

  #schedule(): void {
    const { runtime, heartbeatMs } = this.#context;
    this.#cancelTick = runtime.timer(heartbeatMs, () => this.#tick());
  }

  #tick(): void {
    this.#schedule();
    // If Redis refuses a command of this user, no heartbeat arrives, although the connections work.
    const isCarried = this.#publisher.isAccepted && this.#beat?.isSubscribed === true;
    if (!isCarried) this.#missing = 0;
    // A connection that was cut off without being closed looks the same as an idle one. Only the
    // heartbeat tells them apart.
    if (this.#missing >= maxMissingBeats) {
      this.#missing = 0;
      this.#context.onProblem(new Error("Redis doesn't return the heartbeat. Connecting again."));
      this.#publisher.reset();
      this.#subscriber.reset();
      return;
    }
    this.#subscriber.retry();
    if (!this.#beat) return;
    this.#sent = this.#context.runtime.id();
    if (this.#publisher.publish(this.#beat.name, this.#sent)) this.#missing++;
  }
}
