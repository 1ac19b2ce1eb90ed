import type { LoggedEvent } from "../log/log.ts";
import type { Down } from "../protocol/down/index.ts";
import type { Revoked } from "../protocol/down/revoked.ts";
import type { Link } from "./link.ts";
import type { SessionParts } from "./parts.ts";

/** A connection is `open` when the person has authenticated. */
export type ConnectionState = "new" | "authenticating" | "open" | "over";

/** One connection, as seen by the parts of its session: account, clock, calls and subscriptions. */
export interface Connection {
  readonly parts: SessionParts;
  readonly link: Link;
  readonly state: ConnectionState;
  /** Empty until somebody has authenticated. */
  readonly userId: string;
  /** The person's current name. */
  readonly name: string;
  /** Sends a message, or does nothing if the connection is over. */
  send(message: Down): void;
  /** Sends `revoked`, because the person sees less from this event on. */
  revoked(revoked: Revoked, event: LoggedEvent): void;
  /** Resolves when the link has space for this many bytes, or is closed. Undefined if it has space now. */
  waitForSpace(bytes: number): Promise<void> | undefined;
  /**
   * Calls `send` when the link has space for the bytes that it sends, or is closed, and when earlier large
   * frames were sent. Returns undefined if it has called it at once.
   */
  sendLarge(bytes: number, send: () => void): Promise<void> | undefined;
  /** Ends the connection. Does nothing if it is over. */
  close(code: number, reason: string): void;
}
