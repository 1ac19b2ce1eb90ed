const encoder = new TextEncoder();
const space = new Uint8Array(48 * 1024);

/**
 * Counts the bytes of a text in UTF-8. Half a surrogate pair counts three bytes, as it does in every
 * encoder.
 */
export function byteLength(text: string): number {
  const { read, written } = encoder.encodeInto(text, space);
  if (read === text.length) return written;
  // A part ends between two characters, so the parts have the same bytes as the whole.
  let bytes = written;
  let from = read;
  while (from < text.length) {
    const part = encoder.encodeInto(text.slice(from), space);
    bytes += part.written;
    from += part.read;
  }
  return bytes;
}
