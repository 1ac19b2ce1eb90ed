import type { Person, Presence as PresenceFrame, Typing } from "../../protocol/down/signal.ts";
import type { Runtime } from "../../runtime.ts";
import type { Transport } from "../../transport/transport.ts";
import { Bucket } from "../bucket.ts";
import type { Feed, Follower } from "../feed/feed.ts";
import { type PreparedFrame, prepare } from "../link.ts";
import { Presence, tellMs } from "./presence.ts";
import {
  decodeSignal,
  encodeSignal,
  type SignalMessage,
  signalChannel,
  type TypingMessage,
} from "./signal-message.ts";

/** What the signals of a topic need of their node. */
export interface TopicSignalsParts {
  readonly runtime: Runtime;
  readonly transport: Transport;
  readonly onError: (error: unknown) => void;
  /** The name of this start of the node. */
  readonly node: string;
  /** The next number of a message of this node. */
  readonly next: () => number;
  /** Nobody follows the topic here any more. */
  readonly ended: (signals: TopicSignals) => void;
}

// Above this many people a list is of no use to a reader: only the count is sent.
const namedAtMost = 100;
const showMs = 1_000;
// More people than these write at once in no topic that somebody can still read.
const typingPerSecond = 50;

/** The signals of one topic on this node, as long as somebody follows it live here. */
export class TopicSignals {
  readonly topic: string;
  #feed: Feed;
  readonly #parts: TopicSignalsParts;
  readonly #presence = new Presence();
  #watchers: Set<Follower> | undefined;
  #shown: PreparedFrame | undefined;
  #bucket: Bucket | undefined;
  #off: (() => void) | undefined;
  #listening: "no" | "soon" | "yes" = "no";
  #tellAt = 0;
  #tells = false;
  #flushAt = 0;
  #cancelFlush: (() => void) | undefined;
  #closed = false;

  constructor(feed: Feed, parts: TopicSignalsParts) {
    this.topic = feed.topic;
    this.#feed = feed;
    this.#parts = parts;
    void this.#listen();
  }

  joined(reader: Follower, feed: Feed, watches: boolean): void {
    this.#feed = feed;
    if (watches) this.watch(reader);
    this.changed();
  }

  left(reader: Follower): void {
    this.unwatch(reader);
    this.changed();
  }

  /** Who follows the topic here is different, or is called differently. */
  changed(): void {
    this.#tells = true;
    this.#schedule();
  }

  /** Shows a reader who is present: now, and whenever it changes. */
  watch(reader: Follower): void {
    this.#watchers ??= new Set();
    if (this.#watchers.has(reader)) return;
    this.#watchers.add(reader);
    this.#shown ??= this.#frame();
    reader.send(this.#shown);
  }

  unwatch(reader: Follower): void {
    this.#watchers?.delete(reader);
    // What nobody looks at isn't kept up to date.
    if (this.#watchers?.size === 0) this.#watchers = this.#shown = undefined;
  }

  /** Passes on that somebody here is typing. */
  typing(signal: Pick<TypingMessage, "user" | "subject" | "to">): void {
    const message: TypingMessage = { from: this.#parts.node, type: "typing", ...signal };
    if (this.#deliver(message)) this.#publish(message);
  }

  /** Ids and names of everybody who is present, as far as this node knows. */
  everyone(): Map<string, string> {
    const people = this.#here();
    this.#presence.addTo(people);
    return people;
  }

  /** Does what time asks for. Called about once a second. */
  tick(now: number): void {
    if (this.#presence.expire(now)) this.#schedule();
    // A clock that was set back must not keep it from telling.
    if (now < this.#tellAt && this.#tellAt - now <= tellMs) return;
    this.#tellAt = now + tellMs;
    if (this.#listening === "no") void this.#listen();
    else this.#tell(false);
  }

  /** Ends it, and says so: nobody has to wait until this node has been silent for long enough. */
  close(): void {
    this.#closed = true;
    this.#cancelFlush?.();
    this.#publish({ ...this.#present(false), users: [] });
    this.#off?.();
  }

  async #listen(): Promise<void> {
    const { runtime, transport, onError } = this.#parts;
    this.#listening = "soon";
    this.#tellAt = runtime.now() + tellMs;
    try {
      const off = await transport.subscribe(signalChannel(this.topic), (text) =>
        this.#receive(text),
      );
      if (this.#closed) return off();
      this.#off = off;
      this.#listening = "yes";
      this.#tell(true);
    } catch (error) {
      this.#listening = "no";
      onError(error);
    }
  }

  #receive(text: string): void {
    if (this.#closed) return;
    // The transport's own word for: something may be missing here, on both sides.
    if (text === "") return this.#tell(true);
    const message = decodeSignal(text, this.#parts.node);
    if (message?.type === "typing") this.#deliver(message);
    if (message?.type !== "present") return;
    if (this.#presence.hear(message, this.#parts.runtime.now())) this.#schedule();
    if (message.asks) this.changed();
  }

  /** Whether it was passed on to those who follow here. */
  #deliver({ user, subject, to }: TypingMessage): boolean {
    const now = this.#parts.runtime.now();
    this.#bucket ??= new Bucket(typingPerSecond, 2 * typingPerSecond, now);
    if (this.#bucket.take(now) > 0) return false;
    const frame: Typing = {
      type: "typing",
      topic: this.topic,
      ...(subject !== undefined && { subject }),
      user,
    };
    const prepared = prepare(JSON.stringify(frame));
    for (const reader of this.#feed.readers(to))
      if (reader.userId !== user.id) reader.sendLossy(prepared);
    return true;
  }

  #here(): Map<string, string> {
    const people = new Map<string, string>();
    for (const { userId, name } of this.#feed.readers(null)) people.set(userId, name);
    return people;
  }

  #present(asks: boolean): SignalMessage & { type: "present" } {
    const { node, next } = this.#parts;
    return { from: node, type: "present", n: next(), users: [...this.#here()], asks };
  }

  #tell(asks: boolean): void {
    this.#tells = false;
    this.#tellAt = this.#parts.runtime.now() + tellMs;
    this.#publish(this.#present(asks));
  }

  #publish(message: SignalMessage): void {
    this.#parts.transport.publish(signalChannel(this.topic), encodeSignal(message));
  }

  // At once after a quiet second, and never more than once in one: a thousand who arrive together are one change.
  #schedule(): void {
    if (this.#cancelFlush || this.#closed) return;
    const { runtime } = this.#parts;
    const wait = Math.min(this.#flushAt - runtime.now(), showMs);
    const flush = () => {
      this.#cancelFlush = undefined;
      if (!this.#closed) this.#flush();
    };
    this.#cancelFlush = () => {};
    if (wait <= 0) runtime.turn(flush);
    else this.#cancelFlush = runtime.timer(wait, flush);
  }

  #flush(): void {
    this.#flushAt = this.#parts.runtime.now() + showMs;
    if (this.#feed.readers(null).next().done) return this.#parts.ended(this);
    if (this.#tells && this.#listening === "yes") this.#tell(false);
    if (!this.#watchers) return;
    const frame = this.#frame();
    if (frame.text === this.#shown?.text) return;
    this.#shown = frame;
    for (const reader of this.#watchers) reader.send(frame);
  }

  #frame(): PreparedFrame {
    const people = this.everyone();
    const frame: PresenceFrame = { type: "presence", topic: this.topic, count: people.size };
    if (people.size > namedAtMost) return prepare(JSON.stringify(frame));
    const users = [...people].map(([id, name]): Person => ({ id, name }));
    users.sort((one, other) => (one.id < other.id ? -1 : 1));
    return prepare(JSON.stringify({ ...frame, users }));
  }
}
