import type { LoggedEvent } from "../log/log.ts";
import type { Down } from "../protocol/down/index.ts";
import type { Revoked } from "../protocol/down/revoked.ts";
import type { Link } from "./link.ts";
import type { SessionParts } from "./parts.ts";

/** `open` means that it is known who is connected. */
export type ConnectionState = "new" | "authenticating" | "open" | "over";

/** One connection, as the parts of its session see it. */
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
  /** Resolves when the link has space for a text, or is closed. */
  waitForSpace(text: string): Promise<void>;
  /** Ends the connection. Does nothing if it is over. */
  close(code: number, reason: string): void;
}
