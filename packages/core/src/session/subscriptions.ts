import { TaskwireError } from "../errors.ts";
import { parseTopic } from "../model/topic.ts";
import type { Ping } from "../protocol/down/ping.ts";
import type { Up } from "../protocol/up/index.ts";
import { Bucket } from "./budget/bucket.ts";
import { each, type Few, sizeOf, withOne, withoutOne } from "./feed/few.ts";
import { noTopic, Subscription, type SubscriptionOwner } from "./feed/subscription.ts";
import { reportRefusal } from "./report-refusal.ts";

type Message<T extends Up["type"]> = Extract<Up, { type: T }>;

/** The topics that one connection follows, and the client's messages about them. */
export class Subscriptions {
  readonly #owner: SubscriptionOwner;
  // No map: most connections follow one or two topics, and none more than `limits.topics`.
  #all: Few<Subscription>;
  #signalBudget: Bucket | undefined;

  constructor(owner: SubscriptionOwner) {
    this.#owner = owner;
  }

  get(topic: string): Subscription | undefined {
    for (const one of each(this.#all)) if (one.feed.topic === topic) return one;
    return undefined;
  }

  subscribe({ topic, after }: Message<"subscribe">): void {
    const error = this.#objectionTo(topic);
    if (error) return this.#owner.send({ type: "unsubscribed", topic, error: error.toJSON() });
    const subscription = new Subscription(this.#owner.parts.hub.use(topic), this.#owner);
    this.#all = withOne(this.#all, subscription);
    const waitMs = this.#owner.parts.budgets.takeSubscription(this.#owner.userId);
    if (waitMs === 0) void subscription.start(after);
    else subscription.startIn(waitMs, after);
  }

  unsubscribe({ topic }: Message<"unsubscribe">): void {
    const subscription = this.get(topic);
    if (subscription) this.#stop(subscription);
    this.#owner.send({ type: "unsubscribed", topic });
  }

  typing({ topic, subject }: Message<"typing">): void {
    const { limits, runtime, signals } = this.#owner.parts;
    const now = runtime.now();
    this.#signalBudget ??= new Bucket(limits.signalsPerSecond, limits.signalsPerSecond, now);
    const subscription = this.get(topic);
    // A signal beyond the limit is dropped without an answer: an answer would cost as much as the
    // signal.
    if (this.#signalBudget.take(now) > 0 || !subscription) return;
    void signals.typing(subscription, subscription.feed, subject);
  }

  presence({ topic, on }: Message<"presence">): void {
    const subscription = this.get(topic);
    if (subscription) this.#owner.parts.signals.showPresence(subscription, subscription.feed, on);
  }

  /**
   * Returns the position of each topic that the client has caught up with, for a ping. The ping gives
   * the client these positions.
   */
  takeHeads(): Ping["heads"] {
    const heads: { [topic: string]: { to: number; cursor: string } } = {};
    for (const subscription of each(this.#all)) {
      const head = subscription.takeHead();
      if (head) heads[subscription.feed.topic] = head;
    }
    return heads;
  }

  /** The person has a new name. */
  renamed(): void {
    for (const { feed } of each(this.#all)) this.#owner.parts.signals.renamed(feed.topic);
  }

  /** Removes a subscription that has ended. */
  forget(subscription: Subscription): void {
    this.#all = withoutOne(this.#all, subscription);
    this.#owner.parts.hub.release(subscription.feed);
  }

  /** Ends all subscriptions. */
  end(): void {
    for (const subscription of each(this.#all)) this.#stop(subscription);
  }

  #stop(subscription: Subscription): void {
    subscription.stop();
    this.forget(subscription);
  }

  #objectionTo(topic: string): TaskwireError | undefined {
    const { topics } = this.#owner.parts.limits;
    if (this.get(topic))
      return new TaskwireError("refused", "This connection follows the topic already.", {
        rule: "subscribed",
      });
    if (sizeOf(this.#all) >= topics)
      return new TaskwireError(
        "rate_limited",
        `A connection follows at most ${topics} topics. Unsubscribe from others first.`,
      );
    // Checked here, so that a text that can't be a topic reaches neither the storage nor the
    // transport.
    if (parseTopic(topic)) return undefined;
    reportRefusal(this.#owner, "subscribe", "not_found", topic);
    return noTopic();
  }
}
