import type { Limits } from "../protocol/limits.ts";
import type { Link } from "./link.ts";

/**
 * Your function that checks a token and tells whose it is. It throws a `TaskwireError`
 * (`unauthenticated`) if the token is not valid. `expiresAt` is in ms since 1970; without it, the
 * connection has no end of its own.
 */
export type Authenticate = (
  token: string,
) => Promise<{ readonly userId: string; readonly expiresAt?: number }>;

/** One connection, as the adapter of the transport protocol sees it. */
export interface Session {
  /** Takes a text frame that arrived. */
  receive(frame: string): void;
  /** Tells the session that the connection is gone, whichever side closed it. */
  ended(): void;
}

/** All connections of one node. */
export interface Sessions {
  readonly limits: Limits;
  /** How many connections there are, authenticated or not. */
  readonly size: number;
  connect(
    link: Link,
    options: { readonly authenticate: Authenticate; readonly token?: string },
  ): Session;
  /**
   * Ends all connections, spread over `deadlineMs` (default 3000). Each client is told when to come
   * back. Resolves when all connections have ended.
   */
  close(options?: { readonly deadlineMs?: number }): Promise<void>;
}
