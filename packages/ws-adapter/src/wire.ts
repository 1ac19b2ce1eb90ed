import { closeCodes } from "@taskwire/core/protocol";
import { type RawData, WebSocket } from "ws";
import type { SocketLink } from "./link.ts";

/** What ws closes with on its own when a client breaks the rules, in taskwire's words. */
const ownCodes: { readonly [code: number]: readonly [code: number, reason: string] | undefined } = {
  1002: [closeCodes.badFrame, "Not a WebSocket frame"],
  1007: [closeCodes.badFrame, "Not UTF-8"],
  1008: [closeCodes.badFrame, "Too many fragments"],
  1009: [closeCodes.tooLarge, "The frame is larger than limits.frameBytes"],
};

/** Pings and pongs that a client may send between two sweeps. */
const controlFramesAllowed = 100;

/**
 * The server's end of a connection. It takes ws's events as they are emitted: listeners on each of ten thousand idle
 * connections would cost more memory than everything else of the adapter.
 */
export class Wire extends WebSocket {
  link: SocketLink | undefined;

  override emit(event: string | symbol, ...args: unknown[]): boolean {
    if (event === "message") this.#receive(args[0] as RawData, args[1] as boolean);
    else if (event === "close") this.link?.ended();
    else if (event === "ping" || event === "pong") this.#countControlFrame();
    // After an error ws closes the connection, and that is all there is to do.
    return true;
  }

  /** ws calls this with its own code and no reason after a bad frame; the echo of a client's close comes with a reason. */
  override close(code?: number, reason?: string | Buffer): void {
    const own = code === undefined || reason !== undefined ? undefined : ownCodes[code];
    if (own) super.close(...own);
    else super.close(code, reason);
  }

  #receive(data: RawData, isBinary: boolean): void {
    // What arrived before the client learnt of a close is not heard any more.
    if (!this.link?.isOpen) return;
    if (isBinary) this.link.close(closeCodes.badFrame, "Frames are text");
    else this.link.session?.receive((data as Buffer).toString());
  }

  #countControlFrame(): void {
    if (this.link && ++this.link.controlFrames > controlFramesAllowed) {
      this.link.close(closeCodes.badFrame, "Too many pings");
    }
  }
}
