import type { Limits } from "../protocol/limits.ts";
import type { Link } from "./link.ts";

/** Tells whose token it is, or throws a `TaskwireError` (`unauthenticated`). `expiresAt` is in ms since 1970; absent: the connection doesn't end by itself. */
export type Authenticate = (
  token: string,
) => Promise<{ readonly userId: string; readonly expiresAt?: number }>;

/** One connected person, seen from the adapter that holds the wire. */
export interface Session {
  /** A text frame arrived. */
  receive(frame: string): void;
  /** The wire is gone, by whoever's doing. */
  ended(): void;
}

/** The connected people of one server. */
export interface Sessions {
  readonly limits: Limits;
  /** How many are connected, authenticated or not. */
  readonly size: number;
  connect(
    link: Link,
    options: { readonly authenticate: Authenticate; readonly token?: string },
  ): Session;
  /** Ends all connections, spread over `deadlineMs` (default 3000), each told when to come back. */
  close(options?: { readonly deadlineMs?: number }): Promise<void>;
}
