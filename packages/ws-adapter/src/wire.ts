import { closeCodes } from "@taskwire/core/protocol";
import { type RawData, WebSocket } from "ws";

/**
 * Close codes that ws sends by itself after a bad frame, mapped to taskwire's codes and reasons.
 */
const closesOfWs: { readonly [code: number]: readonly [code: number, reason: string] | undefined } =
  {
    1002: [closeCodes.badFrame, "Not a WebSocket frame"],
    1007: [closeCodes.badFrame, "Not UTF-8"],
    1008: [closeCodes.badFrame, "Too many fragments"],
    1009: [closeCodes.tooLarge, "The frame is larger than limits.frameBytes"],
  };

/** Receives what arrives on a {@link Wire}. */
export interface WireListener {
  received(text: string): void;
  /** A WebSocket ping or pong frame arrived. */
  pinged(): void;
  ended(): void;
}

/**
 * The server side of a connection. It overrides `emit` instead of adding listeners: listeners would
 * cost another 200 bytes per idle connection.
 */
export class Wire extends WebSocket {
  listener: WireListener | undefined;

  override emit(event: string | symbol, ...args: unknown[]): boolean {
    if (event === "message") this.#receive(args[0] as RawData, args[1] as boolean);
    else if (event === "close") this.listener?.ended();
    else if (event === "ping" || event === "pong") this.listener?.pinged();
    // An "error" needs no handling: ws closes the connection after it.
    return true;
  }

  /**
   * After a bad frame ws calls this with a code and no reason; when it echoes a client's close,
   * with a reason.
   */
  override close(code?: number, reason?: string | Buffer): void {
    const own = code === undefined || reason !== undefined ? undefined : closesOfWs[code];
    if (own) super.close(...own);
    else super.close(code, reason);
  }

  #receive(data: RawData, isBinary: boolean): void {
    // Frames that arrive after this side has closed are ignored.
    if (this.readyState !== WebSocket.OPEN) return;
    if (isBinary) this.close(closeCodes.badFrame, "Frames are text");
    else this.listener?.received((data as Buffer).toString());
  }
}
