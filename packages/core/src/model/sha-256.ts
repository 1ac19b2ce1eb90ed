const constants = rootParts(3, 64);
const start = rootParts(2, 8);

/** The first 32 bits of the fractional parts of the `root`th roots of the first primes. */
function rootParts(root: number, count: number): number[] {
  const parts: number[] = [];
  for (let n = 2; parts.length < count; n++) {
    let isPrime = true;
    for (let d = 2; d * d <= n; d++) if (n % d === 0) isPrime = false;
    const value = n ** (1 / root);
    if (isPrime) parts.push(((value - Math.floor(value)) * 2 ** 32) | 0);
  }
  return parts;
}

const turned = (word: number, by: number): number => (word >>> by) | (word << (32 - by));

/**
 * Returns the SHA-256 of a text in UTF-8, in hexadecimal. It needs neither Node nor `crypto.subtle`, which
 * browsers have only on secure pages and only as a promise.
 */
export function sha256(text: string): string {
  const message = new TextEncoder().encode(text);
  const blocks = new Uint8Array(((message.length + 72) >> 6) << 6);
  blocks.set(message);
  blocks[message.length] = 0x80;
  const view = new DataView(blocks.buffer);
  view.setUint32(blocks.length - 8, Math.floor(message.length / 2 ** 29));
  view.setUint32(blocks.length - 4, message.length << 3);
  const state = Int32Array.from(start);
  const words = new Int32Array(64);
  for (let at = 0; at < blocks.length; at += 64) addBlock(state, words, view, at);
  return [...state].map((word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
}

function addBlock(state: Int32Array, words: Int32Array, view: DataView, at: number): void {
  for (let i = 0; i < 16; i++) words[i] = view.getInt32(at + i * 4);
  const word = (i: number) => words[i] as number;
  for (let i = 16; i < 64; i++) {
    const [a, b] = [word(i - 15), word(i - 2)];
    const s0 = turned(a, 7) ^ turned(a, 18) ^ (a >>> 3);
    const s1 = turned(b, 17) ^ turned(b, 19) ^ (b >>> 10);
    words[i] = word(i - 16) + s0 + word(i - 7) + s1;
  }
  let [a, b, c, d, e, f, g, h] = state as unknown as Eight;
  for (let i = 0; i < 64; i++) {
    const s1 = turned(e, 6) ^ turned(e, 11) ^ turned(e, 25);
    const first = (h + s1 + ((e & f) ^ (~e & g)) + (constants[i] as number) + word(i)) | 0;
    const s0 = turned(a, 2) ^ turned(a, 13) ^ turned(a, 22);
    const second = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0];
  }
  [a, b, c, d, e, f, g, h].forEach((value, i) => {
    state[i] = (state[i] as number) + value;
  });
}

type Eight = [number, number, number, number, number, number, number, number];
