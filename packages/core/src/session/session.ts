import { TaskwireError, toErrorBody } from "../errors.ts";
import { commandOf } from "../log/command.ts";
import type { LoggedEvent } from "../log/log.ts";
import { parseTopic, userTopic } from "../model/topic.ts";
import { type User, users } from "../model/user.ts";
import { closeCodes } from "../protocol/close.ts";
import type { Inbox } from "../protocol/down/inbox.ts";
import type { Down } from "../protocol/down/index.ts";
import type { Revoked } from "../protocol/down/revoked.ts";
import type { Up } from "../protocol/up/index.ts";
import { Bucket } from "./bucket.ts";
import { Calls } from "./calls.ts";
import { decode } from "./decode.ts";
import type { Feed } from "./feed/feed.ts";
import { revocationBy } from "./feed/revoked.ts";
import { noTopic, Subscription, type SubscriptionOwner } from "./feed/subscription.ts";
import type { InboxFollower } from "./inbox-counts.ts";
import type { Link } from "./link.ts";
import type { SessionParts } from "./parts.ts";
import type { Authenticate, Session } from "./sessions.ts";

const refreshAheadMs = 60_000;
// What can wait, waits until no more than this is left in the socket.
const waterMark = 256 * 1024;
// Frames of all types beside calls: pongs, subscriptions and new tokens are rare.
const framesPerCall = 5;

/** One connection, from its first frame to its end. Speaks the protocol; knows nothing of sockets. */
export class ConnectedSession implements Session, SubscriptionOwner, InboxFollower {
  readonly parts: SessionParts<ConnectedSession>;
  readonly link: Link;
  userId = "";
  name = "";
  readonly #authenticate: Authenticate;
  readonly #subscriptions = new Map<string, Subscription>();
  #lastRevoked: string | undefined;
  #since: number;
  #state: "new" | "authenticating" | "open" | "over" = "new";
  #expiresAt = Number.POSITIVE_INFINITY;
  #refreshAsked = false;
  readonly #frames: Bucket;
  #signals: Bucket | undefined;
  #calls: Calls | undefined;
  #ownFeed: Feed | undefined;
  #unwatch: (() => void) | undefined;
  #nextPing: number;
  #pongDue = Number.POSITIVE_INFINITY;

  constructor(link: Link, authenticate: Authenticate, parts: SessionParts<ConnectedSession>) {
    this.link = link;
    this.#authenticate = authenticate;
    this.parts = parts;
    this.#since = parts.runtime.now();
    const { callsPerSecond, callBurst, callsInFlight, topics } = parts.limits;
    // Who comes back follows all their topics and repeats all their calls at once.
    const burst = framesPerCall * callBurst + callsInFlight + topics;
    this.#frames = new Bucket(framesPerCall * callsPerSecond, burst, this.#since);
    this.#nextPing = Number.POSITIVE_INFINITY;
  }

  receive(frame: string): void {
    if (this.#state === "over") return;
    // Before anything is made of it: a frame that is refused costs the others time too.
    if (this.#frames.take(this.parts.runtime.now()) > 0)
      return this.close(closeCodes.tooMany, "Too many frames at once. Come back later.");
    const decoded = decode(frame);
    if ("closes" in decoded) return this.close(closeCodes.badFrame, decoded.closes);
    const authenticates = "message" in decoded && decoded.message.type === "authenticate";
    if (this.#state !== "open" && !authenticates)
      return this.close(
        closeCodes.unauthenticated,
        "The first frame has to be `authenticate`, and the next wait for its answer.",
      );
    // Any frame shows that the other side is there.
    this.#pongDue = Number.POSITIVE_INFINITY;
    if ("error" in decoded) {
      const error = decoded.error.toJSON();
      return this.send(
        decoded.callId === undefined
          ? { type: "error", error }
          : { type: "result", id: decoded.callId, error },
      );
    }
    this.#handle(decoded.message);
  }

  /** Checks a token: the first opens the session, later ones prolong it. */
  async authenticate(token: string): Promise<void> {
    if (this.#state === "authenticating")
      return this.close(closeCodes.badFrame, "One `authenticate` at a time.");
    const first = this.#state === "new";
    if (first) this.#state = "authenticating";
    try {
      const { userId, expiresAt = Number.POSITIVE_INFINITY } = await this.#authenticate(token);
      if (this.#isOver()) return;
      // What is no time, as that of a token without an end may come out, would never be reached.
      if (!(expiresAt > this.parts.runtime.now()))
        throw new TaskwireError(
          "unauthenticated",
          "The token has run out, or its end is no time in ms since 1970.",
        );
      if (!first && userId !== this.userId)
        throw new TaskwireError(
          "unauthenticated",
          "The new token is another person's. Open another connection.",
        );
      if (first) await this.#open(userId);
      else this.send({ type: "authenticated" });
      this.#expiresAt = expiresAt;
      this.#refreshAsked = false;
    } catch (error) {
      this.#refuse(error);
    }
  }

  #refuse(error: unknown): void {
    if (this.#isOver()) return;
    const { code, message } = toErrorBody(error);
    if (code === "unavailable") this.close(closeCodes.goingAway, "Try again in a moment.");
    else if (code === "forbidden") this.close(closeCodes.forbidden, message);
    else
      this.close(
        closeCodes.unauthenticated,
        code === "unauthenticated" ? message : "The token does not hold.",
      );
  }

  // Behind an await the compiler still believes in the state before it.
  #isOver(): boolean {
    return this.#state === "over";
  }

  async #open(userId: string): Promise<void> {
    const { hub, runtime, limits, definitions } = this.parts;
    if (!this.parts.admit(this, userId))
      return this.close(
        closeCodes.tooMany,
        `At most ${limits.connectionsPerUser} connections a person.`,
      );
    // The person's own topic is followed before their account is read: being disabled in between is heard.
    this.#ownFeed = hub.use(userTopic(userId));
    this.#unwatch = this.#ownFeed.watch(
      (event) => this.#ownEvent(event),
      () => void this.#lookAgain(userId),
    );
    await this.#ownFeed.ready;
    const user = await this.#account(userId);
    if (this.#isOver()) return;
    this.#state = "open";
    this.userId = userId;
    this.name = user.name;
    this.#schedulePing();
    const { workflow, roles, mentions = {} } = definitions;
    const now = new Date(runtime.now()).toISOString();
    this.send({
      type: "welcome",
      connection: runtime.id(),
      user: { id: userId, name: user.name, role: user.role },
      now,
      limits,
      workflow,
      roles,
      mentions,
    });
  }

  async #account(id: string): Promise<User> {
    const { records } = await this.parts.log.get([{ collection: users.name, id }]);
    const user = records[0]?.fields as User | null | undefined;
    if (!user || user.disabled)
      throw new TaskwireError("forbidden", "This account is unknown or disabled.");
    return user;
  }

  /** What their own topic never brought here may have been the end of the account. */
  async #lookAgain(userId: string): Promise<void> {
    try {
      const { name } = await this.#account(userId);
      if (!this.#isOver()) this.#called(name);
    } catch (error) {
      this.#refuse(error);
    }
  }

  #called(name: string): void {
    if (this.#state !== "open" || name === this.name) return;
    this.name = name;
    for (const topic of this.#subscriptions.keys()) this.parts.signals.renamed(topic);
  }

  #ownEvent(event: LoggedEvent): void {
    const isOpen = this.#state === "open";
    const revoked = isOpen && revocationBy(event, this.parts.definitions.roles);
    if (revoked) this.revoked(revoked, event);
    // Who follows live has the event by now; who is still catching up is told how much is unread at its end.
    if (event.type.startsWith("notification.") && this.#subscriptions.get(event.topic)?.live)
      this.parts.counts.want(this);
    if (event.type !== "user.changed") return;
    const { user } = JSON.parse(event.data) as { user: User };
    if (user.disabled) return this.close(closeCodes.forbidden, "This account is disabled.");
    this.#called(user.name);
  }

  // A role that shows less is told by two events of one command, in the board's topic and in the person's own.
  revoked(revoked: Revoked, event: LoggedEvent): void {
    const once = `${commandOf(event)} ${revoked.topic}`;
    if (this.#lastRevoked !== once) this.send(revoked);
    this.#lastRevoked = once;
  }

  joined({ feed }: Subscription): void {
    if (feed.topic === userTopic(this.userId)) this.parts.counts.want(this);
  }

  get followsInbox(): boolean {
    return this.#subscriptions.has(userTopic(this.userId));
  }

  counted(count: Inbox): void {
    if (this.followsInbox) this.send(count);
  }

  #handle(message: Up): void {
    switch (message.type) {
      case "authenticate":
        return void this.authenticate(message.token);
      case "call":
        return this.#call(message);
      case "subscribe":
        return this.#subscribe(message.topic, message.after);
      case "unsubscribe":
        this.#stop(this.#subscriptions.get(message.topic));
        return this.send({ type: "unsubscribed", topic: message.topic });
      case "typing":
        return this.#typing(message);
      case "presence":
        return this.#presence(message);
      case "pong":
        return;
    }
  }

  #typing({ topic, subject }: Extract<Up, { type: "typing" }>): void {
    const { limits, runtime, signals } = this.parts;
    const now = runtime.now();
    this.#signals ??= new Bucket(limits.signalsPerSecond, limits.signalsPerSecond, now);
    const subscription = this.#subscriptions.get(topic);
    // An answer to each that is one too many would be as much work as the signal itself.
    if (this.#signals.take(now) > 0 || !subscription) return;
    void signals.typing(subscription, subscription.feed, subject);
  }

  #presence({ topic, on }: Extract<Up, { type: "presence" }>): void {
    const subscription = this.#subscriptions.get(topic);
    if (subscription) this.parts.signals.watch(subscription, subscription.feed, on);
  }

  #call(message: Extract<Up, { type: "call" }>): void {
    const { limits, runtime, call } = this.parts;
    this.#calls ??= new Calls({
      limits,
      runtime,
      run: ({ operation, input, key }) => call(this.userId, operation, input, key),
      send: (text) => {
        if (this.#state === "open") this.link.send(text);
      },
      waitForSpace: (text) => this.waitForSpace(text),
      isOver: () => this.#isOver(),
    });
    void this.#calls.receive(message);
  }

  #subscribe(topic: string, after: string | undefined): void {
    const { limits, hub } = this.parts;
    const refuse = (error: TaskwireError) =>
      this.send({ type: "unsubscribed", topic, error: error.toJSON() });
    if (this.#subscriptions.has(topic))
      return refuse(
        new TaskwireError("refused", "This connection follows the topic already.", {
          rule: "subscribed",
        }),
      );
    if (this.#subscriptions.size >= limits.topics)
      return refuse(
        new TaskwireError("rate_limited", `A connection follows at most ${limits.topics} topics.`),
      );
    // What can't be a topic costs no look-up, and reaches neither storage nor transport.
    if (!parseTopic(topic)) return refuse(noTopic());
    const feed = hub.use(topic);
    const subscription = new Subscription(feed, this);
    this.#subscriptions.set(topic, subscription);
    void subscription.start(after);
  }

  #stop(subscription: Subscription | undefined): void {
    if (!subscription) return;
    subscription.stop();
    this.forget(subscription);
  }

  forget({ feed }: Subscription): void {
    this.#subscriptions.delete(feed.topic);
    this.parts.hub.release(feed);
  }

  /** Does what time asks for. Called about once a second. */
  tick(now: number): void {
    const { limits } = this.parts;
    if (this.#state === "new" || this.#state === "authenticating") {
      if (now - this.#since < limits.authenticationMs) return;
      if (this.#state === "new")
        return this.close(closeCodes.authenticationTimeout, "No authentication in time.");
      // It came, and this side is late: whoever judges tokens, or the storage. Nothing is wrong with who asks.
      return this.close(closeCodes.goingAway, "Try again in a moment.");
    }
    if (this.#state !== "open") return;
    if (now >= this.#expiresAt)
      return this.close(closeCodes.tokenExpired, "The token ran out. Come back with a new one.");
    if (now >= this.#pongDue) return this.close(closeCodes.timeout, "No answer to pings.");
    if (!this.#refreshAsked && now >= this.#expiresAt - refreshAheadMs) {
      this.#refreshAsked = true;
      this.send({ type: "refresh", before: new Date(this.#expiresAt).toISOString() });
    }
    if (now >= this.#nextPing) this.#ping(now);
  }

  /** The clock was set back: what is to come comes as late as it would have. Only a token's end is a time of day. */
  clockSetBack(ms: number): void {
    this.#since -= ms;
    this.#nextPing -= ms;
    this.#pongDue -= ms;
  }

  #ping(now: number): void {
    const heads: { [topic: string]: { to: number; cursor: string } } = {};
    for (const [topic, subscription] of this.#subscriptions) {
      const head = subscription.takeHead();
      if (head) heads[topic] = head;
    }
    this.send({ type: "ping", heads });
    this.#pongDue = now + this.parts.limits.pongMs;
    this.#schedulePing();
  }

  #schedulePing(): void {
    const { runtime, limits } = this.parts;
    // Spread by ± 10 %, so that a thousand who came at once don't answer at once for ever.
    this.#nextPing = runtime.now() + limits.pingMs * (0.9 + 0.2 * runtime.random());
  }

  close(code: number, reason: string): void {
    if (this.#state === "over") return;
    this.ended();
    this.link.close(code, reason);
  }

  ended(): void {
    if (this.#state === "over") return;
    this.#state = "over";
    for (const subscription of this.#subscriptions.values()) this.#stop(subscription);
    this.#unwatch?.();
    if (this.#ownFeed) this.parts.hub.release(this.#ownFeed);
    this.parts.ended(this);
  }

  /** Waits until a text fits: a long backlog or a large result must not make a client look slow. */
  waitForSpace(text: string): Promise<void> {
    // A UTF-16 unit takes at most three bytes.
    const left = this.parts.limits.bufferedBytes - text.length * 3;
    return this.link.drained(Math.max(0, Math.min(waterMark, left)));
  }

  send(message: Down): void {
    if (this.#state !== "over") this.link.send(JSON.stringify(message));
  }
}
