import { createHmac, randomBytes } from "node:crypto";

const prefix = "whsec_";
const secretBytes = 32;

/**
 * Makes a secret for a webhook: `whsec_` and 32 random bytes in Base64. Give it to the receiver, too.
 *
 * @example
 * ```ts
 * const secret = webhookSecret();
 * ```
 */
export const webhookSecret = (): string => prefix + randomBytes(secretBytes).toString("base64");

/**
 * Returns the value of the header `webhook-signature`: one signature for each secret, as the specification of Standard
 * Webhooks says. For tests of receivers; `webhookSender` signs by itself.
 *
 * @param id the value of the header `webhook-id`
 * @param timestamp the value of the header `webhook-timestamp`, in seconds since 1970
 * @example
 * ```ts
 * const secret = webhookSecret();
 * const now = Math.floor(Date.now() / 1000);
 * const header = signWebhook([secret], "event-1", now, '{"type":"task.created"}');
 * ```
 */
export const signWebhook = (
  secrets: readonly string[],
  id: string,
  timestamp: number,
  body: string,
): string =>
  secrets
    .map((secret) => {
      const key = Buffer.from(secret.replace(prefix, ""), "base64");
      return `v1,${createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64")}`;
    })
    .join(" ");
