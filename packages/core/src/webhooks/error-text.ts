import type { WebhookAnswer } from "./sender.ts";

/** Maximum length of the text that says why an attempt failed, in bytes of UTF-8. */
const maxBytes = 200;

/**
 * Says why an attempt failed, in one line without secrets. A sender of the app can give any text, and it has to be
 * storable everywhere.
 */
export function errorText(
  { status, error }: Pick<WebhookAnswer, "status" | "error">,
  secrets: readonly string[],
): string {
  if (status >= 300 && status < 400)
    return `The receiver answered with the status ${status}. Redirects are not followed.`;
  if (status !== 0) return `The receiver answered with the status ${status}.`;
  if (typeof error !== "string") return "There was no answer.";
  let text = error;
  for (const secret of secrets)
    for (const part of [secret, secret.replace("whsec_", "")]) text = text.replaceAll(part, "…");
  return shortened(text.toWellFormed().replaceAll(/[\p{Cc}\u2028\u2029]+/gu, " "));
}

/** The beginning of a text, without half a character at its end. */
function shortened(text: string): string {
  const bytes = new Uint8Array(maxBytes);
  const { read } = new TextEncoder().encodeInto(text, bytes);
  return text.slice(0, read).trim();
}
