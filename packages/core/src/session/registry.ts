import { closeCodes } from "../protocol/close.ts";
import type { Strangers } from "./budget/strangers.ts";
import { checkEnded, type EndedSessions, endedEvent, SessionEnds } from "./ended-sessions.ts";
import type { Link } from "./link.ts";
import type { SessionParts } from "./parts.ts";
import { ConnectedSession, type SessionHolder } from "./session.ts";
import type { AppSessions, Authenticate, Session, SessionInfo } from "./sessions.ts";

const tickMs = 1_000;
// If the limit of pending connections is reached, a connection that has sent nothing for this time
// is closed.
const silentMs = 1_000;
// The clients of a closing node come back within this time. So a person whose other servers are
// running waits for a moment only.
const maxAwayMs = 1_000;

/** All sessions of a node. One timer serves all of them. */
export class SessionRegistry implements AppSessions, SessionHolder {
  readonly limits: AppSessions["limits"];
  readonly strangers: Strangers;
  readonly #parts: SessionParts;
  // The user's id is empty until the session has authenticated.
  readonly #sessions = new Map<ConnectedSession, string>();
  // The sessions that have not authenticated, the oldest first.
  readonly #pending = new Set<ConnectedSession>();
  readonly #connectionsOfUser = new Map<string, number>();
  readonly #ends: SessionEnds;
  #cancelTick: (() => void) | undefined;
  #lastNow = Number.NEGATIVE_INFINITY;
  #closed: Promise<void> | undefined;
  #whenEmpty: (() => void) | undefined;

  constructor(parts: SessionParts) {
    this.limits = parts.limits;
    this.strangers = parts.strangers;
    this.#parts = parts;
    this.#ends = new SessionEnds(parts.hub, {
      ended: (which) => this.#endHere(which),
      missed: () => this.#askBack(),
    });
  }

  get size(): number {
    return this.#sessions.size;
  }

  /** How many connections have not authenticated. */
  get pendingSize(): number {
    return this.#pending.size;
  }

  get isFull(): boolean {
    if (this.#sessions.size - this.#pending.size >= this.limits.connections) return true;
    return this.#pending.size >= this.limits.unauthenticated && !this.#silentSession();
  }

  connect(
    link: Link,
    {
      authenticate,
      token,
      address,
    }: { readonly authenticate: Authenticate; readonly token?: string; readonly address?: string },
  ): Session {
    // The new connection replaces one that has sent nothing.
    if (this.#pending.size >= this.limits.unauthenticated)
      this.#silentSession()?.close(closeCodes.authenticationTimeout, "No authentication in time.");
    this.#readClock();
    const session = new ConnectedSession(link, authenticate, this.#parts, this, address);
    this.#sessions.set(session, "");
    this.#pending.add(session);
    this.#cancelTick ??= this.#parts.runtime.timer(tickMs, () => this.#tick());
    if (this.#closed !== undefined) this.#sendAway(session, maxAwayMs);
    else if (token !== undefined) void session.authenticate(token);
    return session;
  }

  reportTokenError(error: unknown): void {
    this.#parts.tokenErrors.report(error);
  }

  close({ deadlineMs = 3_000 }: { readonly deadlineMs?: number } = {}): Promise<void> {
    this.#closed ??= this.#close(deadlineMs);
    return this.#closed;
  }

  async end(which: EndedSessions): Promise<void> {
    checkEnded(which);
    await this.#parts.commit(endedEvent(which));
  }

  list({ userId }: { readonly userId?: string } = {}): SessionInfo[] {
    return [...this.#sessions.keys()].flatMap(({ info }) =>
      info && (userId === undefined || info.userId === userId) ? info : [],
    );
  }

  hearsOfEnds(): Promise<void> {
    return this.#ends.follow();
  }

  admit(session: ConnectedSession, userId: string): string | undefined {
    const { connections, connectionsPerUser } = this.limits;
    const count = (this.#connectionsOfUser.get(userId) ?? 0) + 1;
    if (count > connectionsPerUser)
      return `A person has at most ${connectionsPerUser} connections.`;
    if (this.#sessions.size - this.#pending.size >= connections) return "The server is full.";
    this.#pending.delete(session);
    this.#connectionsOfUser.set(userId, count);
    this.#sessions.set(session, userId);
    return undefined;
  }

  ended(session: ConnectedSession): void {
    const userId = this.#sessions.get(session);
    this.#sessions.delete(session);
    this.#pending.delete(session);
    if (userId) {
      const count = (this.#connectionsOfUser.get(userId) ?? 1) - 1;
      if (count > 0) this.#connectionsOfUser.set(userId, count);
      else this.#connectionsOfUser.delete(userId);
    }
    if (this.#sessions.size > 0) return;
    this.#ends.stop();
    this.#whenEmpty?.();
  }

  /**
   * Returns the connection that has sent nothing for the longest time, if this is longer than
   * `silentMs`.
   */
  #silentSession(): ConnectedSession | undefined {
    const before = this.#parts.runtime.now() - silentMs;
    for (const session of this.#pending) {
      if (session.since > before) return undefined;
      if (session.state === "new") return session;
    }
    return undefined;
  }

  #endHere(which: EndedSessions): void {
    for (const [session, userId] of this.#sessions) {
      const isMeant = "userId" in which ? userId === which.userId : session.id === which.sessionId;
      if (isMeant && userId !== "")
        session.close(
          closeCodes.tokenExpired,
          "The session was ended. Come back with a new token.",
        );
      else session.doubtToken();
    }
  }

  /**
   * Closes all connections, so that the clients authenticate again. They come back at different
   * times.
   */
  #askBack(): void {
    for (const session of [...this.#sessions.keys()]) this.#sendAway(session, tickMs);
  }

  /** Closes a connection. Its client comes back at a random moment of the next `withinMs`. */
  #sendAway(session: ConnectedSession, withinMs: number): void {
    const retryAfterMs = Math.floor(withinMs * this.#parts.runtime.random());
    session.close(closeCodes.goingAway, JSON.stringify({ retryAfterMs }));
  }

  async #close(deadlineMs: number): Promise<void> {
    const { runtime } = this.#parts;
    const sessions = [...this.#sessions.keys()];
    if (sessions.length === 0) return this.#cancelTick?.();
    const empty = new Promise<void>((resolve) => {
      this.#whenEmpty = resolve;
    });
    // The closes are spread over the deadline, so the clients do not all reconnect at once. Each
    // comes back soon after its own close, and before the deadline. If no other server is ready, the
    // client tries again by itself, after random times that grow.
    sessions.forEach((session, i) => {
      const closeInMs = (deadlineMs * i) / sessions.length;
      const close = () => this.#sendAway(session, Math.min(maxAwayMs, deadlineMs - closeInMs));
      if (closeInMs < 1) close();
      else runtime.timer(closeInMs, close);
    });
    await empty;
    this.#cancelTick?.();
  }

  /**
   * Returns the time. If the clock was set back, it first moves the times of all sessions:
   * otherwise dead connections would be kept for as long as the clock was set back.
   */
  #readClock(): number {
    const now = this.#parts.runtime.now();
    const back = this.#lastNow - now;
    if (back > 0) for (const session of this.#sessions.keys()) session.clockSetBack(back);
    this.#lastNow = now;
    return now;
  }

  #tick(): void {
    const now = this.#readClock();
    for (const session of this.#sessions.keys()) session.tick(now);
    this.#parts.budgets.tick();
    this.#cancelTick =
      this.#sessions.size > 0 ? this.#parts.runtime.timer(tickMs, () => this.#tick()) : undefined;
  }
}
