/** FIN bit and opcode "text". Every taskwire message is one whole frame. */
const finalText = 0x81;

/**
 * Encodes one text message as a server sends it (RFC 6455, 5.2): unmasked, not compressed, in one
 * frame. The bytes contain nothing specific to a connection, so the same buffer can be written to
 * every socket.
 */
export function encodeTextFrame(text: string): Buffer {
  const size = Buffer.byteLength(text);
  const start = size < 126 ? 2 : size < 65_536 ? 4 : 10;
  const frame = Buffer.allocUnsafe(start + size);
  frame[0] = finalText;
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
  frame.write(text, start);
  return frame;
}
