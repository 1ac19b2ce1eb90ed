/** The wire under a session: a socket, or in tests an array. None of it throws. */
export interface Link {
  /** Sends one text frame: a string, or a {@link PreparedFrame} that goes to many links. */
  send(frame: string | PreparedFrame): void;
  /** Bytes that were sent and wait to be taken. */
  buffered(): number;
  /** Resolves when at most `bytes` wait, or when the link is closed. */
  drained(bytes: number): Promise<void>;
  close(code: number, reason: string): void;
}

/** A frame that is encoded once and sent to many. `text` is the message; an adapter keeps its own bytes in `bytes` on first use. */
export interface PreparedFrame {
  readonly text: string;
  bytes: Uint8Array | undefined;
}

export const prepare = (text: string): PreparedFrame => ({ text, bytes: undefined });
