/**
 * The WebSocket subprotocol. A change that old clients can't read needs a new version.
 *
 * @example
 * ```ts
 * const socket = new WebSocket("wss://app.example/taskwire", subprotocol);
 * ```
 */
export const subprotocol = "taskwire.v1";
