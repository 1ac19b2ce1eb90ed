const slotCount = 16_384;

/** CRC-16/XMODEM, the checksum that the Redis Cluster specification prescribes. */
function crc16(bytes: Uint8Array): number {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit++)
      crc = crc & 0x8000 ? ((crc << 1) ^ 0x1021) & 0xffff : (crc << 1) & 0xffff;
  }
  return crc;
}

const encoder = new TextEncoder();

/**
 * Returns the cluster slot of a channel. Like Redis, it hashes only the text in the first pair of
 * braces (the hash tag), if that is not empty.
 */
export function slotOf(name: string): number {
  const [, tag] = /^[^{]*\{([^}]+)\}/.exec(name) ?? [];
  return crc16(encoder.encode(tag ?? name)) % slotCount;
}
