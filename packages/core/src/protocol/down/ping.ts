import type { ErrorBody } from "../../errors.ts";

/** Answer with `pong`. `heads`: where the connection's topics stand; a client that is behind without an `events` frame under way has only missed what it may not see. */
export interface Ping {
  readonly type: "ping";
  readonly heads: { readonly [topic: string]: { readonly to: number; readonly cursor: string } };
}

/** A frame that could not be attributed to a call; the connection goes on. */
export interface Problem {
  readonly type: "error";
  readonly error: ErrorBody;
}
