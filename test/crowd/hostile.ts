import { once } from "node:events";
import { connect, type Socket } from "node:net";

/**
 * How an attempt to connect ended: with an HTTP status, after a 101 with a close code, or without
 * either.
 */
export interface End {
  readonly status: number | undefined;
  readonly code: number | undefined;
}

const upgrade = (lines: readonly string[], path = "/taskwire"): string =>
  `${[`GET ${path} HTTP/1.1`, ...fixed, ...lines].join("\r\n")}\r\n\r\n`;
const fixed = [
  "Host: 127.0.0.1",
  "Upgrade: websocket",
  "Connection: Upgrade",
  "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
  "Sec-WebSocket-Version: 13",
];
export const offer = "Sec-WebSocket-Protocol: taskwire.v1";

/** The bytes of one masked frame. The mask is zero, so the payload stays readable. */
export function clientFrame(opcode: number, payload: Buffer): Buffer {
  const size = payload.length;
  const head =
    size < 126
      ? [0x80 | size]
      : size < 65_536
        ? [0xfe, size >> 8, size & 0xff]
        : [0xff, 0, 0, 0, 0, size >>> 24, (size >> 16) & 0xff, (size >> 8) & 0xff, size & 0xff];
  return Buffer.concat([Buffer.from([0x80 | opcode, ...head, 0, 0, 0, 0]), payload]);
}

export const textFrame = (text: string): Buffer => clientFrame(1, Buffer.from(text));

/** A plain TCP connection, from any local address. */
export function dial(port: number, from = "127.0.0.1"): Socket {
  return connect({ port, host: "127.0.0.1", localAddress: from }).on("error", () => {});
}

/** Sends an upgrade request with these headers. Resolves when the server has sent `welcome`. */
export async function welcomed(port: number, lines: readonly string[]): Promise<Socket> {
  const socket = dial(port);
  socket.write(upgrade([offer, ...lines]));
  for (let text = ""; !text.includes('"type":"welcome"'); )
    text += String((await once(socket, "data"))[0]);
  return socket;
}

/**
 * Sends an upgrade request with these headers, then the bytes of `behind`. Resolves when the
 * connection is closed.
 */
export function attempt(
  port: number,
  {
    lines = [offer],
    behind,
    from,
    path,
  }: { lines?: readonly string[]; behind?: Buffer; from?: string; path?: string },
): Promise<End & { readonly text: string }> {
  const socket = dial(port, from);
  socket.write(upgrade(lines, path));
  if (behind) socket.write(behind);
  const pieces: Buffer[] = [];
  socket.on("data", (piece) => {
    pieces.push(piece);
    // Answers the close frame, as the protocol asks. Errors don't matter here.
    if (endOf(Buffer.concat(pieces)).code !== undefined) socket.end();
  });
  return new Promise((resolve) => {
    socket.on("close", () => {
      const all = Buffer.concat(pieces);
      resolve({ ...endOf(all), text: all.toString() });
    });
  });
}

function endOf(all: Buffer): End {
  const status = Number(/^HTTP\/1\.1 (\d+)/.exec(all.toString("latin1", 0, 20))?.[1]) || undefined;
  if (status !== 101) return { status, code: undefined };
  let at = all.indexOf("\r\n\r\n") + 4;
  while (all.length - at >= 4) {
    const short = (all[at + 1] ?? 0) & 0x7f;
    const start = at + (short < 126 ? 2 : short === 126 ? 4 : 10);
    const size =
      short < 126 ? short : short === 126 ? all.readUInt16BE(at + 2) : all.readUInt32BE(at + 6);
    if (((all[at] ?? 0) & 0x0f) === 8)
      return { status, code: size >= 2 ? all.readUInt16BE(start) : 1005 };
    at = start + size;
  }
  return { status, code: undefined };
}
