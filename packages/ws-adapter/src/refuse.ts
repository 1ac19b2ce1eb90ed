import { STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";

export type Refusal = readonly [status: 400 | 403 | 404 | 503, message: string];

/** For who is refused with 503, in seconds. */
const retryAfter = 5;

/** Answers an upgrade with a plain HTTP error and ends the connection. */
export function refuse(socket: Duplex, ...[status, message]: Refusal): void {
  // The client may never end its half: without this a refused socket would stay.
  socket.once("finish", socket.destroy);
  socket.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
      "Connection: close",
      "Content-Type: text/plain; charset=utf-8",
      `Content-Length: ${Buffer.byteLength(message)}`,
      ...(status === 503 ? [`Retry-After: ${retryAfter}`] : []),
      "",
      message,
    ].join("\r\n"),
  );
}
