/** FIN bit and opcode "text". Every taskwire message is one whole frame. */
const finalText = 0x81;
const finalBinary = 0x82;

/** Longer texts are rare. They don't have to be copied. */
const maxScratchUnits = 32 * 1024;
/** A UTF-16 unit becomes at most three bytes. */
const maxBytesPerUnit = 3;
const scratch = Buffer.allocUnsafeSlow(maxScratchUnits * maxBytesPerUnit);

/**
 * Encodes one text message as a server sends it (RFC 6455, 5.2): unmasked, not compressed, in one
 * frame. The bytes contain nothing specific to a connection, so the same buffer can be written to
 * every socket.
 */
export function encodeTextFrame(text: string): Buffer {
  if (text.length > maxScratchUnits) {
    const size = Buffer.byteLength(text);
    const frame = frameFor(finalText, size);
    frame.write(text, frame.length - size);
    return frame;
  }
  // The text is encoded before its size is known, because counting its bytes takes as long as encoding it.
  const size = scratch.write(text);
  const frame = frameFor(finalText, size);
  scratch.copy(frame, frame.length - size, 0, size);
  return frame;
}

/** Encodes one binary message in the same way. The payload is all parts, one after the other. */
export function encodeBinaryFrame(parts: readonly Uint8Array[]): Buffer {
  const size = parts.reduce((sum, { length }) => sum + length, 0);
  const frame = frameFor(finalBinary, size);
  let at = frame.length - size;
  for (const part of parts) {
    frame.set(part, at);
    at += part.length;
  }
  return frame;
}

/** Returns a frame with its header, and with space for the payload. */
function frameFor(first: number, size: number): Buffer {
  const start = size < 126 ? 2 : size < 65_536 ? 4 : 10;
  const frame = Buffer.allocUnsafe(start + size);
  frame[0] = first;
  if (start === 2) {
    frame[1] = size;
  } else if (start === 4) {
    frame[1] = 126;
    frame.writeUInt16BE(size, 2);
  } else {
    frame[1] = 127;
    frame.writeUInt32BE(Math.floor(size / 2 ** 32), 2);
    frame.writeUInt32BE(size % 2 ** 32, 6);
  }
  return frame;
}
