/** A part of a picture that changes, at its place, for a time. */
export interface Frame {
  /** Even numbers of pixels, as WebP asks for. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** How long the picture stays like this. */
  readonly ms: number;
  /** A WebP of this part alone. */
  readonly image: Buffer;
}

/**
 * Joins frames to one WebP that moves and begins again at its end. Each frame is drawn over those
 * before it, so it needs only the part that has changed.
 *
 * @see https://developers.google.com/speed/webp/docs/riff_container
 */
export function animatedWebp(width: number, height: number, frames: readonly Frame[]): Buffer {
  const extended = Buffer.alloc(10);
  extended[0] = 0b10; // it moves
  extended.writeUIntLE(width - 1, 4, 3);
  extended.writeUIntLE(height - 1, 7, 3);
  const body = Buffer.concat([
    Buffer.from("WEBP"),
    chunk("VP8X", extended),
    chunk("ANIM", Buffer.alloc(6)), // no background, and no end
    ...frames.map((frame) => chunk("ANMF", Buffer.concat([headOf(frame), bitsOf(frame.image)]))),
  ]);
  return chunk("RIFF", body);
}

function headOf({ x, y, width, height, ms }: Frame): Buffer {
  const head = Buffer.alloc(16);
  for (const [i, value] of [x / 2, y / 2, width - 1, height - 1, ms].entries())
    head.writeUIntLE(value, i * 3, 3);
  head[15] = 0b10; // replaces what is below it, and stays
  return head;
}

/** The chunk with the bits of a WebP that doesn't move. */
function bitsOf(image: Buffer): Buffer {
  for (let at = 12; at < image.length; ) {
    const size = image.readUInt32LE(at + 4);
    const end = at + 8 + size + (size % 2);
    if (["VP8 ", "VP8L"].includes(image.toString("latin1", at, at + 4)))
      return image.subarray(at, end);
    at = end;
  }
  throw new Error("The browser has made no WebP.");
}

function chunk(name: string, data: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.write(name, "latin1");
  head.writeUInt32LE(data.length, 4);
  return Buffer.concat([head, data, Buffer.alloc(data.length % 2)]);
}
