import { closeCodes } from "../protocol/close.ts";
import type { Ping } from "../protocol/down/ping.ts";
import type { Limits } from "../protocol/limits.ts";
import type { Runtime } from "../runtime.ts";
import type { Connection } from "./connection.ts";

// The client is asked for a new token this long before the old one expires. If the lifetime is
// shorter, it is asked when a third of it is left. The client may have a cache, and send the same
// token again. Then it is asked again when a third of the remaining time is left, but not right
// before the end.
const refreshAheadMs = 60_000;
const lastPart = 1 / 3;
const lastRefreshMs = 5_000;
// The speed of the slowest line that is still accepted: 32 kbit/s, in bytes per millisecond. A ping
// arrives after all bytes before it. It is assumed that at most `maxOnTheWay` of them are in the
// network.
const slowestLine = 4;
const maxOnTheWay = 256 * 1024;

/** A connection that is pinged. A ping reports the heads of its topics. */
export interface PingedConnection extends Connection {
  /** Returns the position of each topic, for a ping. */
  takeHeads(): Ping["heads"];
}

interface TokenTimes {
  /** In ms since 1970. */
  readonly expiresAt: number;
  /** When a new token is asked for. */
  readonly refreshAt: number;
}

/**
 * Everything on a connection that depends on time: it has to authenticate in time, gets pings, has
 * to answer them, and has to renew its token.
 */
export class ConnectionClock {
  /**
   * The time until which the connection has to authenticate. After that, the time of the next ping.
   */
  #due: number;
  /** When the client must have answered the last ping. Undefined if it has answered. */
  #pongDue: number | undefined;
  /** The bytes that were sent up to the last ping, and up to the last one that was answered. */
  #sentAtPing = 0;
  #sentAtPong = 0;
  /** The bytes that have left this process. */
  #taken = 0;
  /** Undefined if the token does not expire. */
  #token: TokenTimes | undefined;

  constructor(now: number, { authenticationMs }: Limits) {
    this.#due = now + authenticationMs;
  }

  /** A token was accepted. If it expires at the same time as the one before, nothing changes. */
  authenticated(expiresAt: number, now: number): void {
    if (expiresAt === (this.#token?.expiresAt ?? Number.POSITIVE_INFINITY)) return;
    const refreshAt = expiresAt - Math.min(refreshAheadMs, (expiresAt - now) * lastPart);
    this.#token = expiresAt === Number.POSITIVE_INFINITY ? undefined : { expiresAt, refreshAt };
  }

  /** Whether a ping waits for its answer. */
  get awaitsFrame(): boolean {
    return this.#pongDue !== undefined;
  }

  /** A frame arrived. Any frame shows that the client is there, so it answers a ping too. */
  frameReceived(): void {
    if (this.#pongDue !== undefined) this.#sentAtPong = this.#sentAtPing;
    this.#pongDue = undefined;
  }

  schedulePing(runtime: Runtime, { pingMs }: Limits): void {
    // ± 10 %, so that clients which connected together don't answer together for ever.
    this.#due = runtime.now() + pingMs * (0.9 + 0.2 * runtime.random());
  }

  /** Sends what is due, or closes the connection. The registry calls it about once a second. */
  tick(now: number, connection: PingedConnection): void {
    const { state, parts } = connection;
    if (state === "over") return;
    if (state !== "open") return this.#checkAuthentication(now, connection);
    if (this.#token && now >= this.#token.expiresAt)
      return connection.close(
        closeCodes.tokenExpired,
        "The token has expired. Come back with a new one.",
      );
    if (this.#pongDue !== undefined && now >= this.#watchBytes(now, this.#pongDue, connection))
      return connection.close(closeCodes.timeout, "No answer to a ping.");
    if (this.#token && now >= this.#token.refreshAt) {
      const { expiresAt } = this.#token;
      const aheadMs = (expiresAt - now) * lastPart;
      const refreshAt = aheadMs < lastRefreshMs ? Number.POSITIVE_INFINITY : expiresAt - aheadMs;
      this.#token = { expiresAt, refreshAt };
      connection.send({ type: "refresh", before: new Date(expiresAt).toISOString() });
    }
    // On a slow line the pong may take longer than the time between two pings.
    if (now < this.#due || this.#pongDue !== undefined) return;
    connection.send({ type: "ping", heads: connection.takeHeads() });
    this.#sentAtPing = connection.link.sent?.() ?? 0;
    this.#pongDue = now + this.#pongMs(connection);
    this.schedulePing(parts.runtime, parts.limits);
  }

  /**
   * If the ping still waits in this process, and the client reads the bytes before it, the time for
   * the answer begins again. Returns when the answer is due.
   */
  #watchBytes(now: number, due: number, connection: Connection): number {
    const { link } = connection;
    const taken = (link.sent?.() ?? 0) - link.buffered();
    const isWaiting = taken < this.#sentAtPing && taken > this.#taken;
    this.#taken = taken;
    if (!isWaiting) return due;
    this.#pongDue = now + this.#pongMs(connection);
    return this.#pongDue;
  }

  /** How long the pong may take: longer if many bytes before the ping are on their way. */
  #pongMs({ parts }: Connection): number {
    const onTheWay = Math.min(maxOnTheWay, this.#sentAtPing - this.#sentAtPong);
    return Math.max(parts.limits.pongMs, onTheWay / slowestLine);
  }

  /**
   * The server's clock was set back by this time. All times move with it. Only the end of the token
   * does not, because it is a time of day.
   */
  setBack(ms: number): void {
    this.#due -= ms;
    if (this.#pongDue !== undefined) this.#pongDue -= ms;
  }

  #checkAuthentication(now: number, connection: Connection): void {
    if (now < this.#due) return;
    if (connection.state === "new")
      return connection.close(closeCodes.authenticationTimeout, "No authentication in time.");
    // The client did send a token. The app's `authenticate` or the storage is slow, so the client
    // may come back.
    connection.close(closeCodes.goingAway, "Try again in a moment.");
  }
}
