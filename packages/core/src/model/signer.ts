import { toBase64url } from "./base64url.ts";
import { privateKeyBytes } from "./private-key.ts";

/** Signs a text. Resolves to the signature of its bytes in UTF-8, in base64url. */
export type Signer = (text: string) => Promise<string>;

/**
 * Returns a function that signs with an Ed25519 private key in PEM. Undefined without a key.
 *
 * @throws {Error} if the text is no such key.
 */
export function signerOf(pem: string | undefined): Signer | undefined {
  if (pem === undefined) return undefined;
  const bytes = privateKeyBytes(pem);
  if (!bytes) throw new Error("This is no Ed25519 private key in PEM.");
  const { subtle } = globalThis.crypto;
  // The key is imported with the first signature, because that takes a promise.
  let key: ReturnType<typeof subtle.importKey> | undefined;
  return async (text) => {
    key ??= subtle.importKey("pkcs8", bytes, "Ed25519", false, ["sign"]);
    const signature = await subtle.sign("Ed25519", await key, new TextEncoder().encode(text));
    return toBase64url(new Uint8Array(signature));
  };
}
