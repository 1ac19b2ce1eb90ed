import { connect, type Socket } from "node:net";

// One buffer for all sockets: each chunk is read before the next one arrives.
const inbox = Buffer.allocUnsafe(256 * 1024);
const headEnd = Buffer.from("\r\n\r\n");
const nothing = Buffer.alloc(0);

export interface RawSocketOptions {
  readonly port: number;
  readonly path: string;
  readonly protocol?: string;
  /** Called for each text frame. The payload is valid only during the call. */
  readonly onText: (payload: Buffer, socket: RawSocket) => void;
  /** Called once at the end with the server's close code, or with 1006 if there was none. */
  readonly onEnd?: (code: number) => void;
  /** A local address to connect from. */
  readonly from?: string;
  /** Additional header lines of the request. */
  readonly headers?: readonly string[];
}

/** A minimal WebSocket client, so that a thousand of them don't distort the measurement. */
export class RawSocket {
  readonly opened: Promise<void>;
  readonly #socket: Socket;
  readonly #onText: RawSocketOptions["onText"];
  #onEnd: RawSocketOptions["onEnd"];
  #rest: Buffer = nothing;
  #isOpen = false;
  #setOpened: () => void = () => {};
  #setFailed: (error: Error) => void = () => {};

  constructor({ port, path, protocol, onText, onEnd, from, headers = [] }: RawSocketOptions) {
    this.#onText = onText;
    this.#onEnd = onEnd;
    this.opened = new Promise((resolve, reject) => {
      this.#setOpened = resolve;
      this.#setFailed = reject;
    });
    this.#socket = connect({
      port,
      host: "127.0.0.1",
      ...(from !== undefined && { localAddress: from }),
      onread: {
        buffer: inbox,
        callback: (size) => {
          this.#take(inbox.subarray(0, size));
          return true;
        },
      },
    });
    this.#socket.setNoDelay();
    this.#socket.on("error", (error) => this.#setFailed(error));
    this.#socket.on("close", () => this.#end(1006));
    this.#socket.write(
      `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n" +
        `${protocol ? `Sec-WebSocket-Protocol: ${protocol}\r\n` : ""}${headers.map((line) => `${line}\r\n`).join("")}\r\n`,
    );
  }

  send(text: string): void {
    const size = Buffer.byteLength(text);
    if (size > 65_535) throw new Error("The bench sends no frame this large");
    const start = size < 126 ? 6 : 8;
    const frame = Buffer.allocUnsafe(start + size);
    frame[0] = 0x81;
    frame[1] = 0x80 | (size < 126 ? size : 126);
    if (size >= 126) frame.writeUInt16BE(size, 2);
    // A mask of zeros is allowed and costs nothing.
    frame.writeUInt32BE(0, start - 4);
    frame.write(text, start);
    this.#socket.write(frame);
  }

  /** Sends bytes that `send` would not send. */
  write(bytes: Uint8Array): void {
    this.#socket.write(bytes);
  }

  /** Stops reading from the system until {@link resume}. */
  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  destroy(): void {
    this.#socket.destroy();
  }

  #end(code: number): void {
    const onEnd = this.#onEnd;
    this.#onEnd = undefined;
    onEnd?.(code);
  }

  #take(chunk: Buffer): void {
    let data = this.#rest.length > 0 ? Buffer.concat([this.#rest, chunk]) : chunk;
    if (!this.#isOpen) {
      const end = data.indexOf(headEnd);
      if (end < 0) {
        this.#keep(data);
        return;
      }
      const head = data.toString("latin1", 0, end);
      if (!head.startsWith("HTTP/1.1 101")) {
        this.#setFailed(new Error(head));
        return;
      }
      this.#isOpen = true;
      this.#setOpened();
      data = data.subarray(end + 4);
    }
    let at = 0;
    while (data.length - at >= 2) {
      const short = data.readUInt8(at + 1) & 0x7f;
      const start = at + (short < 126 ? 2 : short === 126 ? 4 : 10);
      if (data.length < start) break;
      const size =
        short < 126 ? short : short === 126 ? data.readUInt16BE(at + 2) : data.readUInt32BE(at + 6);
      if (data.length < start + size) break;
      const opcode = data.readUInt8(at) & 0x0f;
      at = start + size;
      if (opcode === 1) this.#onText(data.subarray(start, at), this);
      else if (opcode === 8) {
        this.#setFailed(new Error(`Closed: ${data.toString("utf8", start, at)}`));
        this.#end(size >= 2 ? data.readUInt16BE(start) : 1005);
      }
    }
    this.#keep(data.subarray(at));
  }

  #keep(data: Buffer): void {
    this.#rest = data.length > 0 ? Buffer.from(data) : nothing;
  }
}
