import { STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";

export type Refusal = readonly [status: 400 | 403 | 404 | 429 | 503, message: string];

/** Sent with status 429 and 503, in seconds. */
const retryAfterSeconds = 5;

/** Answers an upgrade request with a plain HTTP error and ends the connection. */
export function refuse(socket: Duplex, ...[status, message]: Refusal): void {
  // Destroyed when the answer is written: a client that never closes its side must not keep the
  // socket open.
  socket.once("finish", socket.destroy);
  socket.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
      "Connection: close",
      "Content-Type: text/plain; charset=utf-8",
      `Content-Length: ${Buffer.byteLength(message)}`,
      ...(status === 503 || status === 429 ? [`Retry-After: ${retryAfterSeconds}`] : []),
      "",
      message,
    ].join("\r\n"),
  );
}
