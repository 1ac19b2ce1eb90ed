import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";

/**
 * The cost of one guess: 32 MiB and about 0.2 s. Each hash contains its cost, so old hashes stay
 * valid when this is raised.
 */
const standardCost = { N: 2 ** 15, r: 8, p: 3 };
/** For the demo's password, which is public anyway: a few ms, so the demo starts at once. */
const demoCost = { N: 2 ** 10, r: 8, p: 1 };
type Cost = typeof standardCost;

export async function hashPassword(password: string, { isPublic = false } = {}): Promise<string> {
  const cost = isPublic ? demoCost : standardCost;
  const salt = randomBytes(16);
  return format(cost, salt, await derive(password, salt, cost));
}

/** Returns `scrypt$N$r$p$salt$key`, with salt and key in base64url. */
const format = ({ N, r, p }: Cost, salt: Buffer, key: Buffer): string =>
  ["scrypt", N, r, p, salt.toString("base64url"), key.toString("base64url")].join("$");

/**
 * Checks a password against a hash. Without a hash, for an unknown login, it takes as long and
 * returns false, so the time doesn't reveal which logins exist.
 */
export async function isPassword(password: string, hash: string | undefined): Promise<boolean> {
  const [, N, r, p, salt = "", key = ""] = (hash ?? dummyHash).split("$");
  const expected = Buffer.from(key, "base64url");
  const actual = await derive(password, Buffer.from(salt, "base64url"), {
    N: Number(N),
    r: Number(r),
    p: Number(p),
  });
  return timingSafeEqual(actual, expected) && hash !== undefined;
}

/**
 * Returns a random password of 15 characters (75 bits), without characters that look alike. It is
 * printed once and handed over.
 */
export function makePassword(): string {
  const letters = "abcdefghijkmnpqrstuvwxyz23456789";
  const word = [...randomBytes(15)].map((byte) => letters[byte % letters.length]).join("");
  return `${word.slice(0, 5)}-${word.slice(5, 10)}-${word.slice(10)}`;
}

// No password leads to this hash. Checking one against it takes as long as against any other.
const dummyHash = format(standardCost, Buffer.alloc(16), Buffer.alloc(32));

function derive(password: string, salt: Buffer, { N, r, p }: Cost): Promise<Buffer> {
  // Two keyboards can produce different code points for the same password, so it is normalized.
  const text = password.normalize("NFC");
  return new Promise((resolve, reject) => {
    scrypt(text, salt, 32, { N, r, p, maxmem: 256 * N * r }, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}
