import { TaskwireError } from "../errors.ts";
import type { LoggedEvent } from "../log/log.ts";
import { userTopic } from "../model/topic.ts";
import { type User, users } from "../model/user.ts";
import { closeCodes } from "../protocol/close.ts";
import type { Inbox } from "../protocol/down/inbox.ts";
import { closeReasonFor } from "./authentication.ts";
import type { Connection } from "./connection.ts";
import type { Feed, Watcher } from "./feed/feed.ts";
import { revocationBy } from "./feed/revoked.ts";
import type { InboxFollower } from "./inbox-counts.ts";
import type { Subscriptions } from "./subscriptions.ts";

/**
 * The account behind one connection. It watches the person's own topic: a disabled person is
 * disconnected, a lost right is reported, and a new name is used at once.
 */
export class Account implements Watcher, InboxFollower {
  readonly userId: string;
  name = "";
  readonly #connection: Connection;
  readonly #subscriptions: Subscriptions;
  readonly #feed: Feed;

  constructor(userId: string, connection: Connection, subscriptions: Subscriptions) {
    this.userId = userId;
    this.#connection = connection;
    this.#subscriptions = subscriptions;
    this.#feed = connection.parts.hub.use(userTopic(userId));
    // The feed is watched before the account is read. So it is noticed if the account is disabled
    // in between.
    this.#feed.watch(this);
  }

  /**
   * Reads the account.
   *
   * @throws {TaskwireError} `forbidden` if the account is unknown or disabled.
   */
  async read(): Promise<User> {
    await this.#feed.ready;
    const ref = { collection: users.name, id: this.userId };
    const { records } = await this.#connection.parts.log.get([ref]);
    const user = records[0]?.fields as User | null | undefined;
    if (!user || user.disabled)
      throw new TaskwireError("forbidden", "This account is unknown or disabled.");
    this.#rename(user.name);
    return user;
  }

  event(event: LoggedEvent): void {
    const { state, parts } = this.#connection;
    const revoked = state === "open" && revocationBy(event, parts.definitions.roles);
    if (revoked) this.#connection.revoked(revoked, event);
    // A client that is still catching up gets the count when it has caught up.
    if (event.type.startsWith("notification.") && this.#subscriptions.get(event.topic)?.isLive)
      parts.counts.request(this);
    if (event.type !== "user.changed") return;
    const { user } = JSON.parse(event.data) as { user: User };
    if (user.disabled) this.#connection.close(closeCodes.forbidden, "This account is disabled.");
    else this.#rename(user.name);
  }

  /** Reads the account again, because an event that disabled it may have been missed. */
  reset(): void {
    this.read().catch((error) => this.#connection.close(...closeReasonFor(error)));
  }

  /**
   * Called when a subscription goes live. Requests the unread count if the person's own topic was
   * subscribed to.
   */
  joined({ topic }: Feed): void {
    if (topic === this.#feed.topic) this.#connection.parts.counts.request(this);
  }

  get inboxNumber(): number {
    return this.#feed.position.number;
  }

  get followsInbox(): boolean {
    return this.#subscriptions.get(this.#feed.topic) !== undefined;
  }

  sendCount(count: Inbox): void {
    if (this.followsInbox) this.#connection.send(count);
  }

  end(): void {
    this.#feed.unwatch(this);
    this.#connection.parts.hub.release(this.#feed);
  }

  #rename(name: string): void {
    if (name === this.name) return;
    this.name = name;
    this.#subscriptions.renamed();
  }
}
