const slots = 16_384;

/** CRC-16/XMODEM, as the Redis Cluster specification has it. */
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

/** The slot of a cluster that a channel belongs to: of what stands in its first braces, if anything does. */
export function slotOf(name: string): number {
  const [, tag] = /^[^{]*\{([^}]+)\}/.exec(name) ?? [];
  return crc16(encoder.encode(tag ?? name)) % slots;
}
