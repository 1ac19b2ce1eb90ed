import type { Runtime } from "@taskwire/core/adapter";
import type { Redis } from "ioredis";
import { Channel } from "./channel.ts";
import { type HintOptions, hintOptions } from "./connect.ts";
import { Publisher } from "./publisher.ts";
import { type Status, together } from "./status.ts";
import { Subscriber } from "./subscriber.ts";

/** What carries the channels: one server, or the servers of a cluster. */
export interface Links {
  readonly status: Status;
  publish(channel: string, message: string): void;
  add(channel: Channel): void;
  remove(channel: Channel): void;
  close(): Promise<void>;
}

/** What all links of a transport share. */
export interface LinkParts {
  readonly runtime: Runtime;
  readonly heartbeatMs: number;
  readonly changed: () => void;
  readonly moved: () => void;
  readonly recovered: () => void;
  readonly problem: (error: Error) => void;
}

// So many beats without an echo, and the connections count as dead.
const missingBeats = 3;

/** One Redis server: a connection that publishes, one that listens, and a heartbeat through both. */
export class Link implements Links {
  readonly #publisher: Publisher;
  readonly #subscriber: Subscriber;
  readonly #parts: LinkParts;
  #beat: Channel | undefined;
  #sent = "";
  #missing = 0;
  #cancelTick = () => {};

  /** `connect` opens a connection of the link's own to the server. */
  constructor(connect: (options: HintOptions) => Redis, isSharded: boolean, parts: LinkParts) {
    this.#parts = parts;
    const { runtime, problem } = parts;
    const open = () => {
      const redis = connect(hintOptions(runtime));
      redis.on("error", problem);
      return redis;
    };
    this.#publisher = new Publisher({ redis: open(), isSharded, ...parts });
    this.#subscriber = new Subscriber({ redis: open(), isSharded, ...parts });
    this.#schedule();
  }

  get status(): Status {
    return together([this.#publisher.status, this.#subscriber.status]);
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

  /** Asks once more for what the server refused. */
  retry(): void {
    this.#subscriber.retry();
  }

  get beatName(): string | undefined {
    return this.#beat?.name;
  }

  /** Sends the heartbeat over this channel, which nobody else uses. */
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
    const { runtime, heartbeatMs } = this.#parts;
    this.#cancelTick = runtime.timer(heartbeatMs, () => this.#tick());
  }

  #tick(): void {
    this.#schedule();
    // A line that was cut without a word looks like one on which nothing happens.
    if (this.#missing >= missingBeats) {
      this.#missing = 0;
      this.#parts.problem(new Error("No heartbeat comes back from Redis. Connecting again."));
      this.#publisher.reset();
      this.#subscriber.reset();
      return;
    }
    this.#subscriber.retry();
    if (!this.#beat) return;
    this.#sent = this.#parts.runtime.id();
    if (this.#publisher.publish(this.#beat.name, this.#sent)) this.#missing++;
  }
}
