import type { ErrorBody } from "../../errors.ts";

/**
 * The client answers with `pong`. `heads` has the last event of each topic that the connection
 * follows. Every event that the client may see was sent before the ping, so it takes these numbers
 * and cursors as its own.
 */
export interface Ping {
  readonly type: "ping";
  readonly heads: { readonly [topic: string]: { readonly to: number; readonly cursor: string } };
}

/** Answers a `ping` of the client. */
export interface Pong {
  readonly type: "pong";
}

/** An error about a frame that belongs to no call. The connection stays open. */
export interface Problem {
  readonly type: "error";
  readonly error: ErrorBody;
}
