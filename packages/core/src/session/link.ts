import type { SharedPart } from "../model/shared-answer.ts";

/** A UTF-16 unit of a text becomes at most three bytes. */
export const maxBytesPerUnit = 3;

/** The connection under a session: a socket, or an array in tests. No method throws. */
export interface Link {
  /**
   * Sends one text frame: a string, or a {@link PreparedFrame} that goes to many links. With `hasMore`,
   * others follow in this turn of the event loop, so the link can send all of them together.
   */
  send(frame: string | PreparedFrame, hasMore?: boolean): void;
  /** Returns how many bytes were sent and wait in memory. */
  buffered(): number;
  /**
   * Compresses a large frame, on another thread, for a client that has asked for it. Undefined if
   * the client can't read compressed frames.
   */
  readonly compress?: ((text: LargeText) => Promise<PreparedFrame>) | undefined;
  /**
   * Returns how many bytes were sent in all. Together with {@link buffered}, it shows that a client
   * reads, even if the line is so slow that no answer to a ping arrives. Without it, only frames
   * from the client show that.
   */
  sent?(): number;
  /** Resolves when at most `bytes` wait, or when the link is closed. */
  drained(bytes: number): Promise<void>;
  /** Called when the first token was accepted: the connection belongs to a person from now on. */
  authenticated?(): void;
  close(code: number, reason: string): void;
}

/** A text frame to compress: `before`, the shared part without its first brace, and `after`. */
export interface LargeText {
  readonly before: string;
  readonly shared?: SharedPart | undefined;
  readonly after?: string;
}

/**
 * A frame that is sent to many connections. The adapter encodes `text` on first use and keeps the
 * result in `bytes`.
 */
export interface PreparedFrame {
  readonly text: string;
  bytes: Uint8Array | undefined;
}

export const prepare = (text: string): PreparedFrame => ({ text, bytes: undefined });
