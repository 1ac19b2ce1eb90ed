import type { Limits } from "../protocol/limits.ts";
import type { Strangers } from "./budget/strangers.ts";
import type { EndedSessions } from "./ended-sessions.ts";
import type { Link } from "./link.ts";

/**
 * Your function that checks a token and returns the user to whom it belongs. If the token is not valid, it throws a
 * `TaskwireError` (`unauthenticated`). For any other error, the client gets the same answer, and `onError` gets the
 * error, at most once a minute: it may mean that your session database can't be reached.
 *
 * `expiresAt` is in ms since 1970. Without it, the token does not expire. `sessionId` is your id of the login to which
 * the token belongs: `sessions.end({ sessionId })` ends all of its connections. Without it, each connection has its own
 * id.
 */
export type Authenticate = (token: string) => Promise<{
  readonly userId: string;
  readonly expiresAt?: number;
  readonly sessionId?: string;
}>;

/** One authenticated connection, for the app. */
export interface SessionInfo {
  /** Your id of the login, from `authenticate`; else the connection's own id, as in `welcome`. */
  readonly id: string;
  readonly userId: string;
  /** When the connection began, ISO 8601. */
  readonly since: string;
  /** The client's address, if the adapter knows it. */
  readonly address?: string;
}

/** One connection, as the adapter of the transport protocol sees it. */
export interface Session {
  /** Takes a text frame that arrived. */
  receive(frame: string): void;
  /**
   * Tells the session that the connection is gone, whichever side closed it. `code` is the close code
   * if the adapter closed it.
   */
  ended(code?: number): void;
}

/** All connections of one node, as adapters see them. */
export interface Sessions {
  readonly limits: Limits;
  /** How many connections there are, authenticated or not. */
  readonly size: number;
  /** Whether the server can't accept another connection. */
  readonly isFull: boolean;
  /** Limits clients by address before they have authenticated, for all adapters together. */
  readonly strangers: Strangers;
  /**
   * Reports an error of `authenticate` to `onError`, unless the same one was reported in the last minute. It is
   * for adapters that call `authenticate` themselves, and for errors that are not a `TaskwireError`.
   */
  reportTokenError(error: unknown): void;
  connect(
    link: Link,
    options: {
      readonly authenticate: Authenticate;
      readonly token?: string;
      readonly address?: string;
    },
  ): Session;
  /**
   * Ends all connections, spread over `deadlineMs` (default 3000). Each client is informed when to come
   * back: at most a second after its own connection has ended, and before the deadline. Resolves when
   * all connections have ended.
   */
  close(options?: { readonly deadlineMs?: number }): Promise<void>;
}

/** All connections of one node, as the app sees them. */
export interface AppSessions extends Sessions {
  /**
   * Ends all sessions of a person, or all with one id, on every node. Call it after your
   * `authenticate` has begun to refuse their tokens: when a person logs out, or gets another
   * password. It resolves when the end is stored in the log. So a node that gets no message about
   * it finds it there within 2 s. A token that is being checked at that moment is checked again.
   * The client comes back with a new token if it gets one.
   *
   * @throws {TaskwireError} `invalid` unless it names one person or one session; `unavailable` if the
   * storage can't be reached.
   */
  end(which: EndedSessions): Promise<void>;
  /** The authenticated sessions of this node, or those of one person, oldest first. */
  list(of?: { readonly userId?: string }): SessionInfo[];
}
