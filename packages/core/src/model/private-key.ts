/** The bytes before the 32 bytes of an Ed25519 key in PKCS#8 (RFC 8410). */
const prefix = "302e020100300506032b657004220420";

/**
 * Returns the bytes of an Ed25519 private key in PEM, as `openssl genpkey -algorithm ed25519` writes
 * it. Undefined if the text is no such key.
 */
export function privateKeyBytes(pem: string): Uint8Array<ArrayBuffer> | undefined {
  const base64 = /^\s*-----BEGIN PRIVATE KEY-----\s+([\w+/=\s]+?)\s*-----END PRIVATE KEY-----\s*$/
    .exec(pem)?.[1]
    ?.replace(/\s/g, "");
  if (base64 === undefined || !/^[\w+/]{64}$/.test(base64)) return undefined;
  const bytes = Uint8Array.from(atob(base64), (one) => one.charCodeAt(0));
  const head = [...bytes.subarray(0, 16)].map((one) => one.toString(16).padStart(2, "0")).join("");
  return head === prefix ? bytes : undefined;
}
