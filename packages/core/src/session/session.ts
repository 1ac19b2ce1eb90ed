import { TaskwireError } from "../errors.ts";
import { commandOf } from "../log/command.ts";
import type { LoggedEvent } from "../log/log.ts";
import { closeCodes } from "../protocol/close.ts";
import type { Down } from "../protocol/down/index.ts";
import type { Ping } from "../protocol/down/ping.ts";
import type { Revoked } from "../protocol/down/revoked.ts";
import type { Up } from "../protocol/up/index.ts";
import { Account } from "./account.ts";
import { type CheckedToken, checkToken, closeReasonFor, loginOf } from "./authentication.ts";
import { Calls } from "./calls.ts";
import { ConnectionClock, type PingedConnection } from "./clock.ts";
import type { ConnectionState } from "./connection.ts";
import { decode } from "./decode.ts";
import type { Subscription, SubscriptionOwner } from "./feed/subscription.ts";
import type { Link } from "./link.ts";
import type { SessionParts } from "./parts.ts";
import { reportRefusal } from "./report-refusal.ts";
import type { Authenticate, Session, SessionInfo } from "./sessions.ts";
import { Subscriptions } from "./subscriptions.ts";
import { WorkQueue } from "./work-queue.ts";

/** The object with all sessions of a node. */
export interface SessionHolder {
  /** Counts a connection for a person. Returns the reason if it can't be admitted. */
  admit(session: ConnectedSession, userId: string): string | undefined;
  /** When this has resolved, the node notices every session that the app ends. */
  hearsOfEnds(): Promise<void>;
  /** The session is over. */
  ended(session: ConnectedSession): void;
}

// A page of a replay, or a result, is only sent when at most this many bytes wait on the
// connection. So on a slow line, pings and live events can be sent between two of them.
const maxBufferedForLarge = 64 * 1024;

/**
 * One connection from its first frame to its end. It speaks the protocol and knows nothing of
 * sockets: frames arrive at {@link receive} and leave through the link.
 *
 * A node holds thousands of sessions, and most of them are idle. So a session consists of few
 * objects, and creates the others when they are first needed.
 */
export class ConnectedSession implements Session, SubscriptionOwner, PingedConnection {
  readonly link: Link;
  readonly parts: SessionParts;
  /** When the connection began, in ms since 1970. */
  readonly since: number;
  state: ConnectionState = "new";
  readonly #authenticate: Authenticate;
  readonly #holder: SessionHolder;
  readonly #clock: ConnectionClock;
  readonly #subscriptions = new Subscriptions(this);
  #account: Account | undefined;
  #calls: Calls | undefined;
  #lastRevoked: string | undefined;
  // Large frames that wait for space on the connection. One at a time: otherwise all of them would be
  // sent into the same space, and the client would look slow.
  #large: WorkQueue | undefined;
  readonly #address: string | undefined;
  // The id of this connection, or the app's id of the login.
  #id = "";
  // Whether sessions were ended while this session's token was being checked. Then this session may be
  // one of them.
  #isTokenDoubtful = false;

  constructor(
    link: Link,
    authenticate: Authenticate,
    parts: SessionParts,
    holder: SessionHolder,
    address?: string,
  ) {
    this.link = link;
    this.#address = address;
    this.#authenticate = authenticate;
    this.parts = parts;
    this.#holder = holder;
    const now = parts.runtime.now();
    this.since = now;
    this.#clock = new ConnectionClock(now, parts.limits);
  }

  get userId(): string {
    return this.#account?.userId ?? "";
  }

  get name(): string {
    return this.#account?.name ?? "";
  }

  /** Empty until somebody has authenticated. */
  get id(): string {
    return this.#id;
  }

  get info(): SessionInfo | undefined {
    if (this.state !== "open") return undefined;
    return {
      id: this.#id,
      userId: this.userId,
      since: new Date(this.since).toISOString(),
      ...(this.#address !== undefined && { address: this.#address }),
    };
  }

  /** Sessions were ended: a token that is being checked has to be checked again. */
  doubtToken(): void {
    this.#isTokenDoubtful = true;
  }

  receive(frame: string): void {
    if (this.#isOver()) return;
    // Checked before the frame is decoded, because decoding costs time that other people need.
    // Before somebody has authenticated, a second frame closes the connection anyway.
    // The answer to a ping is free, because the server has asked for it. So no budget has to be kept in
    // memory for people who only answer pings.
    const isFree = this.state !== "open" || this.#clock.awaitsFrame;
    if (!isFree && !this.parts.budgets.takeFrame(this.userId))
      return this.close(closeCodes.tooMany, "Too many frames at once. Come back later.");
    const decoded = decode(frame);
    if ("closes" in decoded) return this.close(closeCodes.badFrame, decoded.closes);
    const isAuthenticate = "message" in decoded && decoded.message.type === "authenticate";
    if (this.state !== "open" && !isAuthenticate)
      return this.close(
        closeCodes.unauthenticated,
        "The first frame must be `authenticate` with a token of 1 to 4,096 characters. Wait for its answer.",
      );
    this.#clock.frameReceived();
    if ("message" in decoded) return this.#handle(decoded.message);
    this.send(decoded.answer);
  }

  /** Checks a token. The first one opens the session, and later ones prolong it. */
  async authenticate(token: string): Promise<void> {
    if (this.state === "authenticating")
      return this.close(closeCodes.badFrame, "Send one `authenticate` at a time.");
    const isFirst = this.state === "new";
    if (isFirst) this.state = "authenticating";
    try {
      const checked = await this.#check(token);
      if (this.#isOver()) return;
      if (isFirst) this.link.authenticated?.();
      if (isFirst) await this.#open(checked);
      else this.#prolong(checked);
      this.#clock.authenticated(checked.expiresAt, this.parts.runtime.now());
    } catch (error) {
      const [code, reason] = closeReasonFor(error);
      if (code === closeCodes.unauthenticated && this.#address !== undefined)
        this.parts.strangers.failed(this.#address);
      // The app knows whose token it is, and the account is unknown or disabled.
      if (code === closeCodes.forbidden && this.userId !== "")
        reportRefusal(this, "connect", "forbidden");
      this.close(code, reason);
    }
  }

  /**
   * Asks the app whose token it is, and once more if sessions were ended meanwhile: the answer may be
   * from before the app revoked the token.
   */
  async #check(token: string): Promise<CheckedToken> {
    await this.#holder.hearsOfEnds();
    for (;;) {
      this.#isTokenDoubtful = false;
      const checked = await checkToken(this.#authenticate, token, this.parts);
      if (!this.#isTokenDoubtful || this.#isOver()) return checked;
    }
  }

  async #open(checked: CheckedToken): Promise<void> {
    const { userId, sessionId } = checked;
    const { runtime, limits, budgets, definitions } = this.parts;
    const connection = runtime.id();
    this.#id = sessionId ?? connection;
    const refusal = this.#holder.admit(this, userId);
    if (refusal !== undefined) return this.close(closeCodes.tooMany, refusal);
    if (!budgets.takeConnection(userId))
      return this.close(closeCodes.tooMany, "Too many calls and connections. Come back later.");
    this.#account = new Account(userId, this, this.#subscriptions);
    const { name, role } = await this.#account.read();
    if (this.#isOver()) return;
    this.state = "open";
    this.parts.observed?.({ type: "open" });
    this.#clock.schedulePing(runtime, limits);
    const { workflow, roles, permissions = {}, reasons = {}, mentions = {} } = definitions;
    this.send({
      type: "welcome",
      connection,
      ...loginOf(checked),
      user: { id: userId, name, role },
      now: new Date(runtime.now()).toISOString(),
      limits,
      workflow,
      roles,
      permissions,
      reasons,
      mentions,
    });
  }

  #prolong(checked: CheckedToken): void {
    const { userId, sessionId } = checked;
    if (userId !== this.userId)
      throw new TaskwireError(
        "unauthenticated",
        "The new token is another person's. Open another connection for it.",
      );
    this.#id = sessionId ?? this.#id;
    this.parts.budgets.charge(userId, 1);
    this.send({ type: "authenticated", ...loginOf(checked) });
  }

  #handle(message: Up): void {
    switch (message.type) {
      case "authenticate":
        return void this.authenticate(message.token);
      case "call":
        this.#calls ??= new Calls(this);
        return void this.#calls.receive(message);
      case "subscribe":
        return this.#subscriptions.subscribe(message);
      case "unsubscribe":
        return this.#subscriptions.unsubscribe(message);
      case "typing":
        return this.#subscriptions.typing(message);
      case "presence":
        return this.#subscriptions.presence(message);
      case "ping":
        return this.send({ type: "pong" });
      case "pong":
        return;
    }
  }

  joined({ feed }: Subscription): void {
    this.#account?.joined(feed);
  }

  forget(subscription: Subscription): void {
    this.#subscriptions.forget(subscription);
  }

  // If a person's new role sees less, the command writes two events: one in the board's topic and
  // one in the person's own topic. Only one message is sent.
  revoked(revoked: Revoked, event: LoggedEvent): void {
    const id = `${commandOf(event)} ${revoked.topic}`;
    if (this.#lastRevoked !== id) this.send(revoked);
    this.#lastRevoked = id;
  }

  takeHeads(): Ping["heads"] {
    return this.#subscriptions.takeHeads();
  }

  /** Does what is due. The registry calls it about once a second. */
  tick(now: number): void {
    this.#clock.tick(now, this);
  }

  clockSetBack(ms: number): void {
    this.#clock.setBack(ms);
  }

  send(message: Down): void {
    if (!this.#isOver()) this.link.send(JSON.stringify(message));
  }

  waitForSpace(bytes: number): Promise<void> | undefined {
    // Without waiting for space, a replay or a large result would make a fast client look slow.
    const space = this.parts.limits.bufferedBytes - bytes;
    const buffered = Math.max(0, Math.min(maxBufferedForLarge, space));
    return this.link.buffered() > buffered ? this.link.drained(buffered) : undefined;
  }

  sendLarge(bytes: number, send: () => void): Promise<void> | undefined {
    if ((this.#large?.isIdle ?? true) && this.waitForSpace(bytes) === undefined) return void send();
    this.#large ??= new WorkQueue(1);
    return this.#large.run(async () => {
      await this.waitForSpace(bytes);
      send();
    });
  }

  close(code: number, reason: string): void {
    if (this.#isOver()) return;
    this.ended(code);
    this.link.close(code, reason);
  }

  ended(code?: number): void {
    if (this.#isOver()) return;
    this.parts.observed?.({
      type: "close",
      ...(code !== undefined && { code }),
      wasOpen: this.state === "open",
      ms: Math.max(0, this.parts.runtime.now() - this.since),
    });
    this.state = "over";
    this.#subscriptions.end();
    this.#account?.end();
    this.#holder.ended(this);
  }

  // A method, because TypeScript does not know that `state` may change during an `await`.
  #isOver(): boolean {
    return this.state === "over";
  }
}
