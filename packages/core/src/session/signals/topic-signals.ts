import type { Person, Presence as PresenceFrame, Typing } from "../../protocol/down/signal.ts";
import type { Runtime } from "../../runtime.ts";
import type { Transport } from "../../transport/transport.ts";
import { Bucket } from "../budget/bucket.ts";
import type { Feed } from "../feed/feed.ts";
import type { Follower } from "../feed/followers.ts";
import { type PreparedFrame, prepare } from "../link.ts";
import { announceMs, Presence, type PresenceSpace } from "./presence.ts";
import {
  announced,
  decodeSignal,
  encodeSignal,
  type SignalMessage,
  signalChannel,
  type TypingMessage,
} from "./signal-message.ts";
import { Throttle } from "./throttle.ts";

/** The parts of the node that the signals of a topic use. */
export interface TopicSignalsParts {
  readonly runtime: Runtime;
  readonly transport: Transport;
  readonly onError: (error: unknown) => void;
  readonly presenceSpace: PresenceSpace;
  /** The id of this node since its last start. */
  readonly node: string;
  /** Returns the number of the node's next message. */
  readonly nextNumber: () => number;
  /** Nobody follows the topic on this node any more. */
  readonly ended: (signals: TopicSignals) => void;
}

// If there are more people than this, clients get only the count, because nobody reads such a list.
const maxNamedPeople = 100;
// Changes are announced to other nodes and sent to clients at most this often.
const intervalMs = 1_000;
// If more people than this type in one second, the others are left out. Nobody could read them.
const maxTypingPerSecond = 50;

/** The signals of one topic on this node. It exists while somebody follows the topic live here. */
export class TopicSignals {
  readonly topic: string;
  #feed: Feed;
  readonly #parts: TopicSignalsParts;
  readonly #presence: Presence;
  readonly #throttle: Throttle;
  // The followers that see who is present, and the last frame that they were sent.
  #viewers: Set<Follower> | undefined;
  #lastFrame: PreparedFrame | undefined;
  #typingBudget: Bucket | undefined;
  #unsubscribe: (() => void) | undefined;
  #subscription: "none" | "pending" | "active" = "none";
  #nextAnnouncementAt = 0;
  #isAnnouncementPending = false;
  #isAskPending = false;
  #askedAt = Number.NEGATIVE_INFINITY;
  #isClosed = false;

  constructor(feed: Feed, parts: TopicSignalsParts) {
    this.topic = feed.topic;
    this.#feed = feed;
    this.#parts = parts;
    this.#presence = new Presence(parts.presenceSpace);
    this.#throttle = new Throttle(parts.runtime, intervalMs, () => this.#flush());
    void this.#subscribe();
  }

  joined(follower: Follower, feed: Feed, wantsPresence: boolean): void {
    this.#feed = feed;
    if (wantsPresence) this.showPresence(follower);
    this.peopleChanged();
  }

  left(follower: Follower): void {
    this.hidePresence(follower);
    this.peopleChanged();
  }

  /** The followers on this node, or their names, have changed. */
  peopleChanged(): void {
    this.#isAnnouncementPending = true;
    this.#throttle.request();
  }

  /** Shows a follower who is present: now, and after each change. */
  showPresence(follower: Follower): void {
    this.#viewers ??= new Set();
    if (this.#viewers.has(follower)) return;
    this.#viewers.add(follower);
    this.#lastFrame ??= this.#presenceFrame();
    follower.send(this.#lastFrame);
  }

  hidePresence(follower: Follower): void {
    this.#viewers?.delete(follower);
    // Without viewers the frame is not kept up to date.
    if (this.#viewers?.size === 0) this.#viewers = this.#lastFrame = undefined;
  }

  /** Passes on that a person on this node is typing. */
  typing(signal: Pick<TypingMessage, "user" | "subject" | "to">): void {
    const message: TypingMessage = { from: this.#parts.node, type: "typing", ...signal };
    if (this.#deliverTyping(message)) this.#publish(message);
  }

  /** Returns the ids and names of everybody who is present, as far as this node knows. */
  everyone(): Map<string, string> {
    const people = this.#peopleHere();
    this.#presence.addTo(people);
    return people;
  }

  /** Does what is due. Called about once a second. */
  tick(now: number): void {
    if (this.#presence.expire(now)) this.#throttle.request();
    // A longer wait than the interval means that the clock was set back. Then it announces at once.
    if (now < this.#nextAnnouncementAt && this.#nextAnnouncementAt - now <= announceMs) return;
    this.#nextAnnouncementAt = now + announceMs;
    if (this.#subscription === "none") void this.#subscribe();
    else this.#announce(false);
  }

  /**
   * Ends it, and announces that nobody is here. So other nodes don't have to wait until this node
   * has been silent for a long time.
   */
  close(): void {
    this.#isClosed = true;
    this.#throttle.stop();
    this.#presence.clear();
    this.#publish({ ...this.#presentMessage(false), users: [] });
    this.#unsubscribe?.();
  }

  async #subscribe(): Promise<void> {
    const { runtime, transport, onError } = this.#parts;
    this.#subscription = "pending";
    this.#nextAnnouncementAt = runtime.now() + announceMs;
    try {
      const unsubscribe = await transport.subscribe(signalChannel(this.topic), (text) =>
        this.#receive(text),
      );
      if (this.#isClosed) return unsubscribe();
      this.#unsubscribe = unsubscribe;
      this.#subscription = "active";
      this.#announce(true);
    } catch (error) {
      this.#subscription = "none";
      onError(error);
    }
  }

  #receive(text: string): void {
    if (this.#isClosed) return;
    // The empty message comes from the transport: messages may have been lost, in both directions.
    if (text === "") return this.#ask();
    const message = decodeSignal(text, this.#parts.node);
    if (message?.type === "typing") this.#deliverTyping(message);
    if (message?.type !== "present") return;
    if (this.#presence.update(message, this.#parts.runtime.now())) this.#throttle.request();
    if (message.asks) this.peopleChanged();
  }

  // Each question is answered by all nodes, and anybody who can write to the transport can cause
  // one. So the first question is asked at once, and later ones at most once in an interval.
  #ask(): void {
    const sinceLast = this.#parts.runtime.now() - this.#askedAt;
    if (sinceLast >= 0 && sinceLast < intervalMs) {
      this.#isAskPending = true;
      return this.peopleChanged();
    }
    this.#announce(true);
  }

  /**
   * Sends it to the followers on this node. Returns false if too many typing signals were sent
   * already.
   */
  #deliverTyping({ user, subject, to }: TypingMessage): boolean {
    const now = this.#parts.runtime.now();
    this.#typingBudget ??= new Bucket(maxTypingPerSecond, 2 * maxTypingPerSecond, now);
    if (this.#typingBudget.take(now) > 0) return false;
    const message: Typing = {
      type: "typing",
      topic: this.topic,
      ...(subject !== undefined && { subject }),
      user,
    };
    const frame = prepare(JSON.stringify(message));
    for (const follower of this.#feed.followers(to))
      if (follower.userId !== user.id) follower.sendLossy(frame);
    return true;
  }

  #peopleHere(): Map<string, string> {
    const people = new Map<string, string>();
    for (const { userId, name } of this.#feed.followers(null)) people.set(userId, name);
    return people;
  }

  #presentMessage(asks: boolean): SignalMessage & { type: "present" } {
    const { node, nextNumber } = this.#parts;
    return {
      from: node,
      type: "present",
      n: nextNumber(),
      users: announced(this.#peopleHere()),
      asks,
    };
  }

  #announce(asks: boolean): void {
    this.#isAnnouncementPending = false;
    this.#isAskPending = false;
    if (asks) this.#askedAt = this.#parts.runtime.now();
    this.#nextAnnouncementAt = this.#parts.runtime.now() + announceMs;
    this.#publish(this.#presentMessage(asks));
  }

  #publish(message: SignalMessage): void {
    this.#parts.transport.publish(signalChannel(this.topic), encodeSignal(message));
  }

  // Called at most once in an interval. So if a thousand people arrive together, this is one
  // change.
  #flush(): void {
    if (!this.#feed.hasFollowers) return this.#parts.ended(this);
    if (this.#isAnnouncementPending && this.#subscription === "active")
      this.#announce(this.#isAskPending);
    if (!this.#viewers) return;
    const frame = this.#presenceFrame();
    if (frame.text === this.#lastFrame?.text) return;
    this.#lastFrame = frame;
    for (const follower of this.#viewers) follower.send(frame);
  }

  #presenceFrame(): PreparedFrame {
    const people = this.everyone();
    const frame: PresenceFrame = { type: "presence", topic: this.topic, count: people.size };
    if (people.size > maxNamedPeople) return prepare(JSON.stringify(frame));
    const users = [...people].map(([id, name]): Person => ({ id, name }));
    users.sort((one, other) => (one.id < other.id ? -1 : 1));
    return prepare(JSON.stringify({ ...frame, users }));
  }
}
