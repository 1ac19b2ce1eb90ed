import { TaskwireError, toErrorBody } from "../../errors.ts";
import { decodeCursor, encodeCursor, type Reached } from "../../log/cursor.ts";
import type { LoggedEvent } from "../../log/log.ts";
import { type Access, accessOf } from "../../model/access.ts";
import { parseTopic } from "../../model/topic.ts";
import type { Down } from "../../protocol/down/index.ts";
import type { Reload } from "../../protocol/down/topic.ts";
import { costOfReplay } from "../budget/cost.ts";
import type { Connection } from "../connection.ts";
import { maxBytesPerUnit, type PreparedFrame } from "../link.ts";
import { reportRefusal } from "../report-refusal.ts";
import type { Batch } from "./batch.ts";
import { type CatchingUp, catchUp, positionAt } from "./catch-up.ts";
import type { Feed, Watcher } from "./feed.ts";
import type { Follower } from "./followers.ts";
import { changesRights, endsTopic, type Rights, readRights, seesLess } from "./rights.ts";

/**
 * The session that a subscription belongs to. The session implements this itself. A separate object
 * would cost memory for each of thousands of idle connections.
 */
export interface SubscriptionOwner extends Connection {
  /** The subscription has caught up and follows live. */
  joined(subscription: Subscription): void;
  /** The subscription is over. */
  forget(subscription: Subscription): void;
}

// If more bytes than this wait in the connection, frames that may get lost are dropped.
const maxBufferedForLossy = 64 * 1024;

/**
 * One connection that follows one topic. It looks up what the person may see, reads the log from
 * the client's cursor until it has caught up with the feed, and then joins the feed.
 */
export class Subscription implements Follower, CatchingUp {
  readonly feed: Feed;
  access: Access = "involved";
  sent = 0;
  isLive = false;
  isOver = false;
  readonly #owner: SubscriptionOwner;
  // The version of the membership that `access` was read from. This version is the number of the
  // event that changed the membership last. Changes up to this number are in `access` already, so
  // replaying them has no effect.
  #rightsVersion = 0;
  #cancelStart: (() => void) | undefined;

  constructor(feed: Feed, owner: SubscriptionOwner) {
    this.feed = feed;
    this.#owner = owner;
  }

  get userId(): string {
    return this.#owner.userId;
  }

  get name(): string {
    return this.#owner.name;
  }

  /** Calls {@link start} after a wait. */
  startIn(ms: number, after: string | undefined): void {
    const { runtime } = this.#owner.parts;
    this.#cancelStart = runtime.timer(ms, () => void this.start(after));
  }

  /** Follows the topic from the cursor on. Without a cursor, follows it from the next event on. */
  async start(after: string | undefined): Promise<void> {
    const { feed, userId } = this;
    const { log, definitions, onError } = this.#owner.parts;
    try {
      await feed.ready;
      // The feed is watched during the read: the person may be removed after the storage has read
      // the membership and before this subscription follows the topic.
      const recorder = new RightsRecorder();
      feed.watch(recorder);
      let rights: Rights;
      try {
        rights = await readRights(feed.topic, userId, log, definitions.roles);
      } finally {
        feed.unwatch(recorder);
      }
      // There must be no `await` between here and the next step, which is the first read of the log
      // or the join. Otherwise, an event that is delivered in between would be missed.
      if (this.isOver) return;
      if (!rights.access) {
        reportRefusal(this.#owner, "subscribe", "not_found", feed.topic);
        return this.#end(this.#noTopic());
      }
      if (recorder.wasReset) return this.reset();
      this.access = rights.access;
      this.#rightsVersion = rights.version;
      for (const event of recorder.changes) this.rightsChanged(event);
      if (this.isOver) return;
      await (after === undefined ? this.#startWithoutCursor() : this.#startAfter(after));
    } catch (error) {
      const details = { topic: feed.topic, userId };
      onError(new Error(`The subscription to ${feed.topic} failed.`, { cause: error }), details);
      this.#end({ type: "unsubscribed", topic: feed.topic, error: toErrorBody(error) });
    }
  }

  /** Ends the subscription without telling the client. */
  stop(): void {
    this.isOver = true;
    this.#cancelStart?.();
    if (!this.isLive) return;
    this.isLive = false;
    this.feed.leave(this);
    this.#owner.parts.signals.left(this, this.feed);
  }

  /**
   * Returns the feed's position for a ping, and remembers that the client now has it. Returns
   * undefined if the client has not caught up yet.
   */
  takeHead(): { to: number; cursor: string } | undefined {
    const { position } = this.feed;
    if (!this.isLive || position.number < this.sent) return undefined;
    this.sent = position.number;
    return { to: position.number, cursor: encodeCursor(position, this.access) };
  }

  send(frame: PreparedFrame, hasMore = false): void {
    this.#owner.link.send(frame, hasMore);
  }

  sendLossy(frame: PreparedFrame): void {
    if (this.#owner.link.buffered() <= maxBufferedForLossy) this.#owner.link.send(frame);
  }

  rightsChanged(event: LoggedEvent): void {
    if (this.isOver || event.number <= this.#rightsVersion) return;
    if (endsTopic(event)) return this.#end(this.#noTopic());
    if (event.subject !== this.userId) return;
    this.#rightsVersion = event.number;
    if (event.type === "member.removed") return this.#end(this.#noTopic());
    // Members of a room see all of it. In a room, a changed membership only means a changed name.
    if (parseTopic(this.feed.topic)?.kind !== "board") return;
    const { member } = JSON.parse(event.data) as { member?: { role: string } };
    // The data is deleted when the person is erased. Their client then has to ask for its rights.
    if (!member) return this.#reload("rights");
    const access = accessOf(member.role, this.#owner.parts.definitions.roles);
    if (seesLess(this.access, access))
      this.#owner.revoked({ type: "revoked", topic: this.feed.topic, reason: "role" }, event);
    if (access !== this.access) this.#reload("rights");
  }

  reset(): void {
    this.#reload("gone");
  }

  begin(position: Reached): void {
    this.sent = position.number;
    this.#owner.send({
      type: "subscribed",
      topic: this.feed.topic,
      cursor: encodeCursor(position, this.access),
      number: position.number,
      head: this.feed.position.number,
    });
  }

  async replay(batch: Batch): Promise<void> {
    const { budgets, limits, log } = this.#owner.parts;
    if (this.access === "involved") {
      await batch.readLost(log);
      if (this.isOver) return;
    }
    const frame = batch.frameFor(this.access, this.userId, this.sent + 1);
    const cost = costOfReplay(frame?.text.length ?? 0, batch.events.length, limits);
    budgets.charge(this.userId, cost);
    if (frame) {
      await this.#owner.sendLarge(frame.text.length * maxBytesPerUnit, () => {
        if (this.isOver) return;
        this.sent = batch.last.number;
        this.send(frame);
      });
      if (this.isOver) return;
    }
    if (changesRights(batch.last)) this.rightsChanged(batch.last);
  }

  caughtUp(position: Reached): void {
    if (this.sent < position.number) {
      // The person is not allowed to see the last events, so no frame was sent for them. An empty
      // frame tells the client that it has caught up.
      this.#owner.send({
        type: "events",
        topic: this.feed.topic,
        from: this.sent + 1,
        to: position.number,
        cursor: encodeCursor(position, this.access),
        events: [],
      });
      this.sent = position.number;
    }
    this.#join();
  }

  /**
   * Starts at the feed's position. If a person subscribes right after joining, the feed may not have
   * delivered the event that made them a member yet. In that case, the subscription starts after the
   * batch that contains this event, because earlier events are not for this person.
   */
  async #startWithoutCursor(): Promise<void> {
    const { position } = this.feed;
    if (position.number >= this.#rightsVersion) {
      this.begin(position);
      return this.#join();
    }
    const joinedAt = await positionAt(this, this.#rightsVersion);
    if (joinedAt) await catchUp(this, joinedAt);
  }

  async #startAfter(text: string): Promise<void> {
    const cursor = decodeCursor(text);
    if (!cursor) return this.reset();
    if (cursor.access !== this.access || cursor.number < this.#rightsVersion)
      return this.#reload("rights");
    if (this.feed.position.number - cursor.number > this.#owner.parts.limits.backlogEvents)
      return this.#reload("too_old");
    await catchUp(this, cursor);
  }

  #join(): void {
    this.isLive = true;
    this.feed.join(this);
    this.#owner.parts.signals.joined(this, this.feed);
    this.#owner.joined(this);
  }

  #noTopic(): Down {
    return { type: "unsubscribed", topic: this.feed.topic, error: noTopic().toJSON() };
  }

  #reload(reason: Reload["reason"]): void {
    if (!this.isOver) this.#owner.parts.observed?.({ type: "reload", reason });
    this.#end({ type: "reload", topic: this.feed.topic, reason });
  }

  #end(message: Down): void {
    if (this.isOver) return;
    this.stop();
    this.#owner.send(message);
    this.#owner.forget(this);
  }
}

/** Records the changes of rights in a topic while a membership is read. */
class RightsRecorder implements Watcher {
  readonly changes: LoggedEvent[] = [];
  wasReset = false;

  event(event: LoggedEvent): void {
    if (changesRights(event)) this.changes.push(event);
  }

  reset(): void {
    this.wasReset = true;
  }
}

/**
 * One error for topics that don't exist and topics that this person may not see: nobody can tell
 * them apart.
 */
export const noTopic = (): TaskwireError =>
  new TaskwireError("not_found", "There is no such topic, or you may not follow it.");
