import { TaskwireError, toErrorBody } from "../../errors.ts";
import { decodeCursor, encodeCursor } from "../../log/cursor.ts";
import type { Log, LoggedEvent, Position } from "../../log/log.ts";
import { type Access, accessOf } from "../../model/access.ts";
import type { RolesData } from "../../model/definitions.ts";
import { memberId, members } from "../../model/member.ts";
import { roomMemberId, roomMembers } from "../../model/room-member.ts";
import { parseTopic } from "../../model/topic.ts";
import type { Down } from "../../protocol/down/index.ts";
import type { Revoked } from "../../protocol/down/revoked.ts";
import type { Limits } from "../../protocol/limits.ts";
import type { Link, PreparedFrame } from "../link.ts";
import type { Signals } from "../signals/signals.ts";
import { type Batch, changesRights } from "./batch.ts";
import type { Feed, Follower } from "./feed.ts";
import { seesLess } from "./revoked.ts";

/** The session that a subscription belongs to. Itself, not an object made for each: thousands of connections hold one and do nothing. */
export interface SubscriptionOwner {
  readonly userId: string;
  readonly name: string;
  readonly link: Link;
  readonly parts: {
    readonly log: Log;
    readonly signals: Signals;
    readonly limits: Limits;
    readonly definitions: { readonly roles: RolesData };
  };
  send(message: Down): void;
  /** Resolves when the link has room for a text, or is closed. */
  waitForSpace(text: string): Promise<void>;
  /** The person sees less from this event on. */
  revoked(revoked: Revoked, event: LoggedEvent): void;
  /** It has caught up, and goes on live. */
  joined(subscription: Subscription): void;
  /** The subscription is over. */
  forget(subscription: Subscription): void;
}

// What may get lost is not added to more than this.
const lossyMark = 64 * 1024;

/**
 * One person following one topic on one connection. First its right is looked up, then it reads the log from the
 * client's cursor until it has caught up with the feed, then, in the same turn, it joins the feed.
 */
export class Subscription implements Follower {
  access: Access = "involved";
  sent = 0;
  readonly feed: Feed;
  readonly #owner: SubscriptionOwner;
  // The membership that the right was read from: older membership events in the log are history, newer ones count.
  #rightsVersion = 0;
  #over = false;
  #live = false;

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

  get live(): boolean {
    return this.#live;
  }

  /** The head as the client may know it, once live; from then on it counts as sent. */
  takeHead(): { to: number; cursor: string } | undefined {
    const { position } = this.feed;
    if (!this.#live || position.number < this.sent) return undefined;
    this.sent = position.number;
    return { to: position.number, cursor: encodeCursor(position, this.access) };
  }

  async start(after: string | undefined): Promise<void> {
    try {
      await this.feed.ready;
      // A removal between the look-up and the joining is in no page that is read later.
      const meanwhile: LoggedEvent[] = [];
      let isGone = false;
      const unwatch = this.feed.watch(
        (event) => void meanwhile.push(event),
        () => {
          isGone = true;
        },
      );
      const access = await this.#lookUpAccess().finally(unwatch);
      // Gone while we looked: unsubscribed or disconnected.
      if (this.#over) return;
      if (!access)
        return this.#end({
          type: "unsubscribed",
          topic: this.feed.topic,
          error: noTopic().toJSON(),
        });
      if (isGone) return this.#reload("gone");
      this.access = access;
      for (const event of meanwhile) if (changesRights(event)) this.rightsChanged(event);
      if (this.#over) return;
      const cursor = after === undefined ? undefined : decodeCursor(after);
      if (after === undefined) return await this.#startHere();
      if (!cursor) return this.#reload("gone");
      if (cursor.access !== access || cursor.number < this.#rightsVersion)
        return this.#reload("rights");
      if (this.feed.position.number - cursor.number > this.#owner.parts.limits.backlogEvents)
        return this.#reload("too_old");
      await this.#catchUp(cursor);
    } catch (error) {
      if (!this.#over)
        this.#end({ type: "unsubscribed", topic: this.feed.topic, error: toErrorBody(error) });
    }
  }

  /** Ends it from the client's side. */
  stop(): void {
    this.#over = true;
    if (!this.#live) return;
    this.#live = false;
    this.feed.leave(this);
    this.#owner.parts.signals.left(this, this.feed);
  }

  send(frame: PreparedFrame): void {
    this.#owner.link.send(frame);
  }

  sendLossy(frame: PreparedFrame): void {
    if (this.#owner.link.buffered() <= lossyMark) this.#owner.link.send(frame);
  }

  gone(): void {
    this.#reload("gone");
  }

  rightsChanged(event: LoggedEvent): void {
    if (this.#over || event.number <= this.#rightsVersion || event.subject !== this.userId) return;
    this.#rightsVersion = event.number;
    if (event.type === "member.removed")
      return this.#end({ type: "unsubscribed", topic: this.feed.topic, error: noTopic().toJSON() });
    // A room shows all of it to whoever is in it: a new name changes no rights.
    if (parseTopic(this.feed.topic)?.kind !== "board") return;
    const { member } = JSON.parse(event.data) as { member: { role: string } };
    const access = accessOf(member.role, this.#owner.parts.definitions.roles);
    if (seesLess(this.access, access))
      this.#owner.revoked({ type: "revoked", topic: this.feed.topic, reason: "role" }, event);
    if (access !== this.access) this.#reload("rights");
  }

  async #lookUpAccess(): Promise<Access | undefined> {
    const topic = parseTopic(this.feed.topic);
    if (topic?.kind === "user") return topic.id === this.userId ? "all" : undefined;
    if (topic?.kind === "room") return this.#lookUpRoom(topic.id);
    if (topic?.kind !== "board") return undefined;
    const { records } = await this.#owner.parts.log.get([
      { collection: members.name, id: memberId(topic.id, this.userId) },
    ]);
    const [member] = records;
    this.#rightsVersion = member?.version ?? 0;
    return member?.fields
      ? accessOf(String(member.fields.role), this.#owner.parts.definitions.roles)
      : undefined;
  }

  async #lookUpRoom(roomId: string): Promise<Access | undefined> {
    const ref = { collection: roomMembers.name, id: roomMemberId(roomId, this.userId) };
    const [member] = (await this.#owner.parts.log.get([ref])).records;
    this.#rightsVersion = member?.version ?? 0;
    return member?.fields ? "all" : undefined;
  }

  /** Begins without a cursor: where the feed is, or where it isn't there yet, at what gave the right to read. What came before is not for them. */
  async #startHere(): Promise<void> {
    let { position } = this.feed;
    if (position.number >= this.#rightsVersion) return this.#subscribed(position, true);
    while (position.number < this.#rightsVersion) {
      const page = await this.#pageBehind(position);
      if (!page) return;
      const last = page.find((batch) => batch.last.number >= this.#rightsVersion) ?? page.at(-1);
      if (!last) return this.#reload("gone");
      position = last.last;
    }
    await this.#catchUp(position);
  }

  async #catchUp({ number, id }: Position): Promise<void> {
    let position: Position = { number, id };
    // Even at the head the position is checked: its event may be of another log.
    let page = await this.#pageBehind(position);
    if (page) this.#subscribed(position, false);
    while (page) {
      for (const batch of page) {
        await this.#deliver(batch);
        if (this.#over) return;
        position = batch.last;
      }
      if (position.number >= this.feed.position.number) return this.#caughtUp(position);
      page = await this.#pageBehind(position);
    }
  }

  /** The next page of the log; undefined when it ends here, for whatever reason. */
  async #pageBehind(position: Position): Promise<Batch[] | undefined> {
    const { number: due } = this.feed.position;
    const page = await this.feed.page(position);
    if (this.#over) return undefined;
    const end = page === "gone" ? undefined : page.at(-1)?.last.number;
    // A page that leads nowhere would be read for ever.
    if (page !== "gone" && (end === undefined ? position.number >= due : end > position.number))
      return page;
    // The log ends before what was delivered from it: it has lost its tail, and the feed is to learn that too.
    this.feed.doubt();
    this.#reload("gone");
    return undefined;
  }

  async #deliver(batch: Batch): Promise<void> {
    const frame = batch.frameFor(this.access, this.userId, this.sent + 1);
    if (frame) {
      await this.#owner.waitForSpace(frame.text);
      if (this.#over) return;
      this.sent = batch.last.number;
      this.send(frame);
    }
    if (changesRights(batch.last)) this.rightsChanged(batch.last);
  }

  #subscribed(position: Position, live: boolean): void {
    this.sent = position.number;
    const cursor = encodeCursor(position, this.access);
    this.#owner.send({
      type: "subscribed",
      topic: this.feed.topic,
      cursor,
      number: position.number,
      head: this.feed.position.number,
    });
    if (live) this.#join();
  }

  #caughtUp(position: Position): void {
    if (this.sent < position.number) {
      // What came last was not for this person: an empty frame says that there is nothing to wait for.
      const cursor = encodeCursor(position, this.access);
      this.#owner.send({
        type: "events",
        topic: this.feed.topic,
        from: this.sent + 1,
        to: position.number,
        cursor,
        events: [],
      });
      this.sent = position.number;
    }
    this.#join();
  }

  #join(): void {
    this.#live = true;
    this.feed.join(this);
    this.#owner.parts.signals.joined(this, this.feed);
    this.#owner.joined(this);
  }

  #reload(reason: "too_old" | "gone" | "rights"): void {
    this.#end({ type: "reload", topic: this.feed.topic, reason });
  }

  #end(message: Down): void {
    if (this.#over) return;
    this.stop();
    this.#owner.send(message);
    this.#owner.forget(this);
  }
}

/** For what doesn't exist and for what isn't for this person alike. */
export const noTopic = (): TaskwireError =>
  new TaskwireError("not_found", "There is no such topic, or not for you.");
