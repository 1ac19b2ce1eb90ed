import { closeCodes } from "@taskwire/core/protocol";
import { WebSocket } from "ws";
import type { SocketLink } from "./link.ts";

/** What ws closes with on its own when a client breaks the rules, in taskwire's words. */
const ownCodes: { readonly [code: number]: readonly [code: number, reason: string] | undefined } = {
  1002: [closeCodes.badFrame, "Not a WebSocket frame"],
  1007: [closeCodes.badFrame, "Not UTF-8"],
  1008: [closeCodes.badFrame, "Too many fragments"],
  1009: [closeCodes.tooLarge, "The frame is larger than limits.frameBytes"],
};

/**
 * The server's end of a connection. Carries its link, so the listeners are functions shared by all connections instead
 * of closures of each.
 */
export class Wire extends WebSocket {
  link: SocketLink | undefined;

  /** ws calls this with its own code and no reason after a bad frame; the echo of a client's close comes with a reason. */
  override close(code?: number, reason?: string | Buffer): void {
    const own = code === undefined || reason !== undefined ? undefined : ownCodes[code];
    if (own) super.close(...own);
    else super.close(code, reason);
  }
}
