import { toBase64url } from "./base64url.ts";

type Hash = (algorithm: "sha256", text: string, encoding: "base64url") => string;

interface Host {
  readonly process?: {
    readonly getBuiltinModule?: (name: string) => { readonly hash?: Hash } | undefined;
  };
}

/** The hash of Node, Bun and Deno, several times as fast as the code below. Browsers only have an asynchronous one. */
const nativeHash = (globalThis as Host).process?.getBuiltinModule?.("node:crypto")?.hash;

/** Returns the SHA-256 hash of a text in UTF-8, in the characters of Base64 in URLs. */
export const sha256 = (text: string): string =>
  nativeHash ? nativeHash("sha256", text, "base64url") : portableSha256(text);

const encoder = new TextEncoder();
const blockBytes = 64;
const { initial, constants } = primeFractions();

/** The same as {@link sha256}, on any host (FIPS 180-4, section 6.2). */
export function portableSha256(text: string): string {
  const bytes = encoder.encode(text);
  const padded = new Uint8Array(Math.ceil((bytes.length + 9) / blockBytes) * blockBytes);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setBigUint64(padded.length - 8, BigInt(bytes.length) * 8n);
  const state = Int32Array.from(initial);
  for (let at = 0; at < padded.length; at += blockBytes) mix(state, view, at);
  const output = new DataView(new ArrayBuffer(32));
  state.forEach((word, i) => {
    output.setInt32(i * 4, word);
  });
  return toBase64url(new Uint8Array(output.buffer));
}

const words = new Int32Array(64);
const word = (at: number): number => words[at] as number;
const rotate = (value: number, by: number): number => (value >>> by) | (value << (32 - by));

function mix(state: Int32Array, view: DataView, at: number): void {
  for (let i = 0; i < 16; i++) words[i] = view.getInt32(at + i * 4);
  for (let i = 16; i < 64; i++) {
    const [early, late] = [word(i - 15), word(i - 2)];
    const small = rotate(early, 7) ^ rotate(early, 18) ^ (early >>> 3);
    const large = rotate(late, 17) ^ rotate(late, 19) ^ (late >>> 10);
    words[i] = word(i - 16) + small + word(i - 7) + large;
  }
  let [a, b, c, d, e, f, g, h] = state as unknown as [
    ...[number, number, number, number],
    ...[number, number, number, number],
  ];
  for (let i = 0; i < 64; i++) {
    const chosen = (e & f) ^ (~e & g);
    const first = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
    const added = h + first + chosen + (constants[i] as number) + word(i);
    const majority = (a & b) ^ (a & c) ^ (b & c);
    const second = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
    [h, g, f, e] = [g, f, e, (d + added) | 0];
    [d, c, b, a] = [c, b, a, (added + second + majority) | 0];
  }
  [a, b, c, d, e, f, g, h].forEach((value, i) => {
    state[i] = (state[i] as number) + value;
  });
}

/** The standard's numbers: fractions of the square and cube roots of the first primes. */
function primeFractions(): { readonly initial: number[]; readonly constants: number[] } {
  const primes: number[] = [];
  for (let n = 2; primes.length < 64; n++) if (primes.every((prime) => n % prime)) primes.push(n);
  const fraction = (root: number): number => ((root % 1) * 2 ** 32) | 0;
  return {
    initial: primes.slice(0, 8).map((prime) => fraction(Math.sqrt(prime))),
    constants: primes.map((prime) => fraction(Math.cbrt(prime))),
  };
}
