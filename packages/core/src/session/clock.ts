import { closeCodes } from "../protocol/close.ts";
import type { Ping } from "../protocol/down/ping.ts";
import type { Limits } from "../protocol/limits.ts";
import type { Runtime } from "../runtime.ts";
import type { Connection } from "./connection.ts";

// A new token is asked for this long before the old one expires, or in the last third of a shorter
// life. A client may give out tokens from a cache, and answer with the one that it has: then it is
// asked again in the last third of what is left, but not right before the end.
const refreshAheadMs = 60_000;
const lastPart = 1 / 3;
const lastRefreshMs = 5_000;

/** A connection that is pinged. A ping reports the heads of its topics. */
export interface PingedConnection extends Connection {
  /** Returns the last event of each topic. */
  takeHeads(): Ping["heads"];
}

/**
 * Everything that a connection does because time passes: it must authenticate in time, is pinged,
 * must answer pings, and must renew its token.
 */
export class ConnectionClock {
  #connectedAt: number;
  #nextPing = Number.POSITIVE_INFINITY;
  #pongDue = Number.POSITIVE_INFINITY;
  #tokenExpiresAt = Number.POSITIVE_INFINITY;
  #refreshAt = Number.POSITIVE_INFINITY;

  constructor(now: number) {
    this.#connectedAt = now;
  }

  /** A token was accepted. One with the same end as before is the same one, and changes nothing. */
  authenticated(expiresAt: number, now: number): void {
    if (expiresAt === this.#tokenExpiresAt) return;
    this.#tokenExpiresAt = expiresAt;
    this.#refreshAt = expiresAt - Math.min(refreshAheadMs, (expiresAt - now) * lastPart);
  }

  /** A frame arrived. Any frame shows that the client is there, so it answers a ping too. */
  frameReceived(): void {
    this.#pongDue = Number.POSITIVE_INFINITY;
  }

  schedulePing(runtime: Runtime, { pingMs }: Limits): void {
    // ± 10 %, so that clients which connected together don't answer together for ever.
    this.#nextPing = runtime.now() + pingMs * (0.9 + 0.2 * runtime.random());
  }

  /** Sends what is due, or closes the connection. The registry calls it about once a second. */
  tick(now: number, connection: PingedConnection): void {
    const { state, parts } = connection;
    if (state === "over") return;
    if (state !== "open") return this.#checkAuthentication(now, connection);
    if (now >= this.#tokenExpiresAt)
      return connection.close(
        closeCodes.tokenExpired,
        "The token has expired. Come back with a new one.",
      );
    if (now >= this.#pongDue) return connection.close(closeCodes.timeout, "No answer to a ping.");
    if (now >= this.#refreshAt) {
      const aheadMs = (this.#tokenExpiresAt - now) * lastPart;
      this.#refreshAt =
        aheadMs < lastRefreshMs ? Number.POSITIVE_INFINITY : this.#tokenExpiresAt - aheadMs;
      const before = new Date(this.#tokenExpiresAt).toISOString();
      connection.send({ type: "refresh", before });
    }
    if (now < this.#nextPing) return;
    connection.send({ type: "ping", heads: connection.takeHeads() });
    this.#pongDue = now + parts.limits.pongMs;
    this.schedulePing(parts.runtime, parts.limits);
  }

  /**
   * The server's clock was set back by this time. All times move with it. Only the end of the token
   * does not, because it is a time of day.
   */
  setBack(ms: number): void {
    this.#connectedAt -= ms;
    this.#nextPing -= ms;
    this.#pongDue -= ms;
  }

  #checkAuthentication(now: number, connection: Connection): void {
    if (now - this.#connectedAt < connection.parts.limits.authenticationMs) return;
    if (connection.state === "new")
      return connection.close(closeCodes.authenticationTimeout, "No authentication in time.");
    // The client did send a token. The app's `authenticate` or the storage is slow, so the client
    // may come back.
    connection.close(closeCodes.goingAway, "Try again in a moment.");
  }
}
