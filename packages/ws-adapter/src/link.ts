import type { Socket } from "node:net";
import type { Link, PreparedFrame, Session } from "@taskwire/core/adapter";
import { closeCodes } from "@taskwire/core/protocol";
import { WebSocket } from "ws";
import type { Connections } from "./connections.ts";
import { encodeTextFrame } from "./frame.ts";
import type { Holder, Wire } from "./wire.ts";

/** A close frame has to wait behind everything that a slow client doesn't take: after this, in ms, the socket is cut. */
const slowCloseMs = 2_000;
/** Pings and pongs that a client may send between two sweeps. */
const pingsAllowed = 100;
const nothing = Buffer.alloc(0);

/** RFC 6455 lets a close frame have 123 bytes of reason. */
function shortReason(reason: string): string {
  let short = reason.slice(0, 123);
  while (Buffer.byteLength(short) > 123) short = short.slice(0, -1);
  return short;
}

/**
 * Sends frames on one connection by writing their bytes to the raw socket. That is sound because taskwire negotiates no
 * compression: ws itself then writes each control frame whole, so whole frames can't get mixed up.
 */
export class SocketLink implements Link, Holder {
  session: Session | undefined;
  /** Where it connected from, until it has authenticated. */
  address: string | undefined;
  readonly #wire: Wire;
  readonly #socket: Socket;
  readonly #connections: Connections<SocketLink>;
  #isCorked = false;
  #pings = 0;

  constructor(wire: Wire, socket: Socket, connections: Connections<SocketLink>) {
    this.#wire = wire;
    this.#socket = socket;
    this.#connections = connections;
  }

  get isOpen(): boolean {
    return this.#wire.readyState === WebSocket.OPEN;
  }

  send(frame: string | PreparedFrame): void {
    if (!this.isOpen) return;
    if (typeof frame === "string") {
      this.#cork();
      this.#write(encodeTextFrame(frame));
    } else {
      // What goes to many sockets goes to each of them once a turn: corking a thousand would cost and save nothing.
      frame.bytes ??= encodeTextFrame(frame.text);
      this.#write(frame.bytes);
    }
  }

  buffered(): number {
    return this.#socket.writableLength;
  }

  /** Bytes that the system took to deliver. A write counts when it has left whole. */
  taken(): number {
    return this.#socket.bytesWritten - this.#socket.writableLength;
  }

  drained(bytes: number): Promise<void> {
    if (!this.isOpen || this.buffered() <= bytes) return Promise.resolve();
    // An empty write is done when everything before it is, or has failed with the socket. The event `drain` would not
    // do: it comes only after a write beyond the high-water mark.
    return new Promise((resolve) => void this.#socket.write(nothing, () => resolve()));
  }

  close(code: number, reason: string): void {
    if (this.isOpen) this.#wire.close(code, shortReason(reason));
  }

  /** Lets a client go that doesn't keep up. What it missed is in the log. */
  closeSlow(reason: string): void {
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
    if (this.#pings > pingsAllowed) this.close(closeCodes.badFrame, "Too many pings");
  }

  /** Gives the client its pings anew. */
  renewPings(): void {
    this.#pings = 0;
  }

  ended(): void {
    this.#connections.remove(this);
    this.session?.ended();
  }

  /** Ends the turn for this socket: what was held back since {@link send} goes out in one write. */
  uncork(): void {
    if (!this.#isCorked) return;
    this.#isCorked = false;
    this.#socket.uncork();
  }

  #cork(): void {
    if (this.#isCorked) return;
    this.#isCorked = true;
    this.#socket.cork();
    this.#connections.turn.add(this);
  }

  #write(bytes: Uint8Array): void {
    // What we hold back ourselves is not the client's fault.
    if (this.#isOver(bytes.length)) this.uncork();
    if (this.#isOver(bytes.length)) this.closeSlow("Too much is waiting to be read");
    else this.#socket.write(bytes);
  }

  /** A frame that finds nothing waiting goes, whatever its size: else who needs it could never have it. */
  #isOver(size: number): boolean {
    const waiting = this.#socket.writableLength;
    return waiting > 0 && waiting + size > this.#connections.limits.bufferedBytes;
  }
}
