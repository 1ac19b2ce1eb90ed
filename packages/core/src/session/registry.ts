import { closeCodes } from "../protocol/close.ts";
import type { Link } from "./link.ts";
import type { SessionParts } from "./parts.ts";
import { ConnectedSession } from "./session.ts";
import type { Authenticate, Session, Sessions } from "./sessions.ts";

const tickMs = 1_000;

/** All sessions of a node, one timer for all of them. */
export class SessionRegistry implements Sessions {
  readonly limits: Sessions["limits"];
  readonly #parts: SessionParts<ConnectedSession>;
  readonly #sessions = new Map<ConnectedSession, string>();
  readonly #perUser = new Map<string, number>();
  #cancelTick: (() => void) | undefined;
  #lookedAt = Number.NEGATIVE_INFINITY;
  #closed: Promise<void> | undefined;
  #whenEmpty: (() => void) | undefined;

  constructor(parts: Omit<SessionParts<ConnectedSession>, "ended" | "admit">) {
    this.limits = parts.limits;
    this.#parts = {
      ...parts,
      ended: (session) => this.#remove(session),
      admit: (session, userId) => this.#admit(session, userId),
    };
  }

  get size(): number {
    return this.#sessions.size;
  }

  connect(
    link: Link,
    { authenticate, token }: { readonly authenticate: Authenticate; readonly token?: string },
  ): Session {
    this.#look();
    const session = new ConnectedSession(link, authenticate, this.#parts);
    this.#sessions.set(session, "");
    this.#cancelTick ??= this.#parts.runtime.timer(tickMs, () => this.#tick());
    if (this.#closed !== undefined)
      session.close(closeCodes.goingAway, JSON.stringify({ retryAfterMs: tickMs }));
    else if (token !== undefined) void session.authenticate(token);
    return session;
  }

  close({ deadlineMs = 3_000 }: { readonly deadlineMs?: number } = {}): Promise<void> {
    this.#closed ??= this.#close(deadlineMs);
    return this.#closed;
  }

  async #close(deadlineMs: number): Promise<void> {
    const { runtime } = this.#parts;
    const sessions = [...this.#sessions.keys()];
    if (sessions.length === 0) return this.#cancelTick?.();
    const empty = new Promise<void>((resolve) => {
      this.#whenEmpty = resolve;
    });
    // Spread over the time there is, and each told another moment to come back: a restart is not a stampede.
    sessions.forEach((session, i) => {
      const at = (deadlineMs * i) / sessions.length;
      const retryAfterMs = Math.round(deadlineMs - at + deadlineMs * runtime.random());
      const end = () => session.close(closeCodes.goingAway, JSON.stringify({ retryAfterMs }));
      if (at < 1) end();
      else runtime.timer(at, end);
    });
    await empty;
    this.#cancelTick?.();
  }

  #admit(session: ConnectedSession, userId: string): boolean {
    const count = (this.#perUser.get(userId) ?? 0) + 1;
    if (count > this.limits.connectionsPerUser) return false;
    this.#perUser.set(userId, count);
    this.#sessions.set(session, userId);
    return true;
  }

  #remove(session: ConnectedSession): void {
    const userId = this.#sessions.get(session);
    this.#sessions.delete(session);
    if (userId) {
      const left = (this.#perUser.get(userId) ?? 1) - 1;
      if (left > 0) this.#perUser.set(userId, left);
      else this.#perUser.delete(userId);
    }
    if (this.#sessions.size === 0) this.#whenEmpty?.();
  }

  /** What the clock says. Where it was set back, dead connections would be kept for as long. */
  #look(): number {
    const now = this.#parts.runtime.now();
    const back = this.#lookedAt - now;
    if (back > 0) for (const session of this.#sessions.keys()) session.clockSetBack(back);
    this.#lookedAt = now;
    return now;
  }

  #tick(): void {
    const now = this.#look();
    for (const session of this.#sessions.keys()) session.tick(now);
    this.#cancelTick =
      this.#sessions.size > 0 ? this.#parts.runtime.timer(tickMs, () => this.#tick()) : undefined;
  }
}
