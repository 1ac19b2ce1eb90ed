import { promisify } from "node:util";
import { constants, deflateRaw } from "node:zlib";
import type { LargeText, PreparedFrame } from "@taskwire/core/adapter";
import { encodeBinaryFrame } from "./frame.ts";

const deflate = promisify(deflateRaw);
// The fastest level. Each text ends at a byte boundary, so that another text can follow.
const options = { level: 1, finishFlush: constants.Z_SYNC_FLUSH };
/** Maximum number of bytes in a block that is not compressed. */
const maxStored = 65_535;

/** The two parts of a block of DEFLATE (RFC 1951, 3.2.4) that has a text as it is. */
function stored(text: string, isLast: boolean): readonly [header: Uint8Array, text: Uint8Array] {
  const bytes = Buffer.from(text);
  const header = Buffer.alloc(5);
  header[0] = isLast ? 1 : 0;
  header.writeUInt16LE(bytes.length, 1);
  header.writeUInt16LE(maxStored - bytes.length, 3);
  return [header, bytes];
}

/**
 * Makes a binary frame with the compressed text. It is compressed on another thread, and a shared part
 * is compressed once for all clients. Nothing is kept for a connection: each frame stands alone.
 */
export async function compressFrame(text: LargeText): Promise<PreparedFrame> {
  const { before, shared, after = "" } = text;
  const blocks: Uint8Array[] = [];
  if (before.length * 3 <= maxStored && shared) {
    shared.compressed ??= deflate(shared.json.slice(1), options);
    blocks.push(...stored(before, false), await shared.compressed);
  } else {
    blocks.push(await deflate(before + (shared?.json.slice(1) ?? ""), options));
  }
  // The parts are copied directly into the frame, because more copies would only make garbage.
  return { text: "", bytes: encodeBinaryFrame([...blocks, ...stored(after, true)]) };
}
