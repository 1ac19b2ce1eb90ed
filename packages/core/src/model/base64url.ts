const decoder = new TextDecoder();
const bytesPerPart = 8 * 1024;

/** Encodes bytes as base64url (RFC 4648, section 5), without padding. */
export function toBase64url(bytes: Uint8Array): string {
  let binary = "";
  for (let from = 0; from < bytes.length; from += bytesPerPart)
    binary += String.fromCharCode(...bytes.subarray(from, from + bytesPerPart));
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/**
 * Decodes the text that {@link toBase64url} made of a text in UTF-8.
 *
 * @throws if the text has other characters than those of Base64 in URLs.
 */
export function textOfBase64url(text: string): string {
  if (/[^\w-]/.test(text)) throw new TypeError("The text is not base64url.");
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return decoder.decode(Uint8Array.from(binary, (one) => one.charCodeAt(0)));
}
