import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";

/** How dear a guess is: 32 MiB and about 0.2 s. Recorded in each hash, so that raising it here leaves old ones valid. */
const dear = { N: 2 ** 15, r: 8, p: 3 };
/** Of a password that nobody need guess, because it is in this repository: a few ms, so that the demo is there at once. */
const cheap = { N: 2 ** 10, r: 8, p: 1 };
type Cost = typeof dear;

export async function hashPassword(password: string, { isPublic = false } = {}): Promise<string> {
  const cost = isPublic ? cheap : dear;
  const salt = randomBytes(16);
  return format(cost, salt, await derive(password, salt, cost));
}

/** `scrypt$N$r$p$salt$key`, salt and key in base64url. */
const format = ({ N, r, p }: Cost, salt: Buffer, key: Buffer): string =>
  ["scrypt", N, r, p, salt.toString("base64url"), key.toString("base64url")].join("$");

/** Whether the password is the one behind the hash. Without a hash, so for an unknown login, it takes as long and says no. */
export async function isPassword(password: string, hash: string | undefined): Promise<boolean> {
  const [, N, r, p, salt = "", key = ""] = (hash ?? decoy).split("$");
  const expected = Buffer.from(key, "base64url");
  const actual = await derive(password, Buffer.from(salt, "base64url"), {
    N: Number(N),
    r: Number(r),
    p: Number(p),
  });
  return timingSafeEqual(actual, expected) && hash !== undefined;
}

/** A password that is strong enough to print once and hand over: 15 characters, 75 bits, none that looks like another. */
export function makePassword(): string {
  const letters = "abcdefghijkmnpqrstuvwxyz23456789";
  const word = [...randomBytes(15)].map((byte) => letters[byte % letters.length]).join("");
  return `${word.slice(0, 5)}-${word.slice(5, 10)}-${word.slice(10)}`;
}

// Nobody knows a password that leads to it; looking takes as long as with any other.
const decoy = format(dear, Buffer.alloc(16), Buffer.alloc(32));

function derive(password: string, salt: Buffer, { N, r, p }: Cost): Promise<Buffer> {
  // The same password typed on two keyboards may be two sequences of code points: one form for all.
  const text = password.normalize("NFC");
  return new Promise((resolve, reject) => {
    scrypt(text, salt, 32, { N, r, p, maxmem: 256 * N * r }, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}
