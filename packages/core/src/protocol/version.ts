/**
 * The WebSocket subprotocol. A change that old clients can't read needs a new version.
 *
 * @example
 * ```ts
 * const socket = new WebSocket("wss://app.example/taskwire", subprotocol);
 * ```
 */
export const subprotocol = "taskwire.v1";

/**
 * The same for clients that read compressed answers: the server may send a large result as a binary
 * frame, which has the JSON text in the format of raw DEFLATE. The client sends text only.
 *
 * @example
 * ```ts
 * const protocols = [compressedSubprotocol, subprotocol];
 * ```
 */
export const compressedSubprotocol = "taskwire.v1.deflate";
