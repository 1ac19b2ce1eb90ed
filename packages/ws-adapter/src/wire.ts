import { closeCodes } from "@taskwire/core/protocol";
import { type RawData, WebSocket } from "ws";

/** What ws closes with on its own when a client breaks the rules, in taskwire's words. */
const ownCodes: { readonly [code: number]: readonly [code: number, reason: string] | undefined } = {
  1002: [closeCodes.badFrame, "Not a WebSocket frame"],
  1007: [closeCodes.badFrame, "Not UTF-8"],
  1008: [closeCodes.badFrame, "Too many fragments"],
  1009: [closeCodes.tooLarge, "The frame is larger than limits.frameBytes"],
};

/** Who holds a wire and hears what comes over it. */
export interface Holder {
  received(text: string): void;
  /** A ping or a pong of WebSocket itself came. */
  pinged(): void;
  ended(): void;
}

/**
 * The server's end of a connection. It takes ws's events as they are emitted: listeners for them would be another 200
 * bytes of every idle connection.
 */
export class Wire extends WebSocket {
  holder: Holder | undefined;

  override emit(event: string | symbol, ...args: unknown[]): boolean {
    if (event === "message") this.#receive(args[0] as RawData, args[1] as boolean);
    else if (event === "close") this.holder?.ended();
    else if (event === "ping" || event === "pong") this.holder?.pinged();
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
    if (this.readyState !== WebSocket.OPEN) return;
    if (isBinary) this.close(closeCodes.badFrame, "Frames are text");
    else this.holder?.received((data as Buffer).toString());
  }
}
