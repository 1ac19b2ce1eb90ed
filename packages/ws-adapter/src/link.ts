import type { Socket } from "node:net";
import type { Link, PreparedFrame, Session } from "@taskwire/core/adapter";
import { closeCodes, compressedSubprotocol } from "@taskwire/core/protocol";
import { WebSocket } from "ws";
import { compressFrame } from "./compress.ts";
import type { Connections } from "./connections.ts";
import { encodeTextFrame } from "./frame.ts";
import type { Wire, WireListener } from "./wire.ts";

/**
 * A close frame waits behind all data that a slow client has not read. After this time, in ms, the
 * socket is cut.
 */
const slowCloseMs = 2_000;
/** Maximum number of pings and pongs that a client may send between two sweeps. */
const maxPings = 100;
const emptyBuffer = Buffer.alloc(0);

/** Cuts a reason to the 123 bytes that RFC 6455 allows in a close frame. */
function shortReason(reason: string): string {
  let short = reason.slice(0, 123);
  while (Buffer.byteLength(short) > 123) short = short.slice(0, -1);
  return short;
}

/**
 * Sends frames on one connection by writing their bytes directly to the socket. This is safe
 * because taskwire doesn't negotiate the compression of ws: ws then also writes each of its control frames in one
 * piece, so frames never interleave.
 */
export class SocketLink implements Link, WireListener {
  session: Session | undefined;
  /** The client's network, until the connection has authenticated. */
  network: string | undefined;
  readonly #wire: Wire;
  readonly #socket: Socket;
  readonly #connections: Connections<SocketLink>;
  #isCorked = false;
  #isSlow = false;
  #pings = 0;

  constructor(wire: Wire, socket: Socket, connections: Connections<SocketLink>) {
    this.#wire = wire;
    this.#socket = socket;
    this.#connections = connections;
  }

  get isOpen(): boolean {
    return this.#wire.readyState === WebSocket.OPEN;
  }

  /** Undefined unless the client asked for it: nothing is kept for each connection. */
  get compress(): Link["compress"] {
    return this.#wire.protocol === compressedSubprotocol ? compressFrame : undefined;
  }

  send(frame: string | PreparedFrame, hasMore = false): void {
    if (!this.isOpen) return;
    if (typeof frame === "string") {
      this.#cork();
      this.#write(encodeTextFrame(frame));
    } else {
      // If a shared frame is alone in its turn, it is not held back, because it would only take
      // time to cork a thousand sockets.
      if (hasMore) this.#cork();
      frame.bytes ??= encodeTextFrame(frame.text);
      this.#write(frame.bytes);
    }
  }

  buffered(): number {
    return this.#socket.writableLength;
  }

  sent(): number {
    return this.#socket.bytesWritten;
  }

  /**
   * Bytes that the operating system has accepted. A write counts once all of it has been accepted.
   */
  taken(): number {
    return this.sent() - this.buffered();
  }

  drained(bytes: number): Promise<void> {
    if (!this.isOpen || this.buffered() <= bytes) return Promise.resolve();
    // The callback of an empty write runs when everything before it is written, or when the socket
    // has failed. The event `drain` is no substitute: it is only emitted after a write beyond the
    // high-water mark.
    return new Promise((resolve) => void this.#socket.write(emptyBuffer, () => resolve()));
  }

  authenticated(): void {
    this.#connections.authenticated(this);
  }

  close(code: number, reason: string): void {
    if (this.isOpen) this.#wire.close(code, shortReason(reason));
  }

  /** Disconnects a client that doesn't keep up. The events that it missed are in the log. */
  closeSlow(reason: string): void {
    this.#isSlow ||= this.isOpen;
    this.close(closeCodes.slow, reason);
    setTimeout(() => this.terminate(), slowCloseMs).unref();
  }

  terminate(): void {
    this.#wire.terminate();
  }

  received(text: string): void {
    this.session?.receive(text);
  }

  pinged(): void {
    this.#pings++;
    if (this.#pings > maxPings) this.close(closeCodes.badFrame, "Too many pings");
  }

  /** Resets the allowance of pings. */
  renewPings(): void {
    this.#pings = 0;
  }

  ended(): void {
    this.#connections.remove(this);
    this.session?.ended(this.#isSlow ? closeCodes.slow : undefined);
  }

  /** Writes everything that {@link send} held back in this turn, in one write. */
  uncork(): void {
    if (!this.#isCorked) return;
    this.#isCorked = false;
    this.#socket.uncork();
  }

  #cork(): void {
    if (this.#isCorked) return;
    this.#isCorked = true;
    this.#socket.cork();
    this.#connections.corkedSockets.add(this);
  }

  #write(bytes: Uint8Array): void {
    // Data that this process still holds back must not make the client look slow.
    if (this.#isOver(bytes.length)) this.uncork();
    if (this.#isOver(bytes.length)) this.closeSlow("Too much data is waiting to be read");
    else this.#socket.write(bytes);
  }

  /**
   * Whether a frame would exceed the buffer. A frame of any size is sent if nothing waits:
   * otherwise it could never be delivered.
   */
  #isOver(size: number): boolean {
    const waiting = this.#socket.writableLength;
    return waiting > 0 && waiting + size > this.#connections.limits.bufferedBytes;
  }
}
