import { lookup as systemLookup } from "node:dns";
import { request as httpRequest, type RequestOptions } from "node:http";
import { request as httpsRequest } from "node:https";
import { isIP } from "node:net";
import type { WebhookAnswer, WebhookRequest, WebhookSender } from "@taskwire/core/adapter";
import { checkOptions } from "./check-options.ts";
import { errorText, NotPublic } from "./error-text.ts";
import { isPrivateAddress } from "./private-address.ts";
import { signWebhook } from "./signature.ts";

/** The options of {@link webhookSender}. */
export interface WebhookSenderOptions {
  /** How long a receiver has for its answer, in milliseconds. Default: 20 s. */
  readonly timeoutMs?: number;
  /**
   * Addresses that are allowed although they are private, for example of a receiver in your own network:
   * `(address) => address === "10.1.2.3"`. Default: none.
   */
  readonly allowPrivate?: (address: string) => boolean;
  /** Whether addresses with `http:` are allowed. Everybody on the way can read what is sent there. Default: false. */
  readonly http?: boolean;
  /** Finds the addresses of a name, as `dns.lookup` of Node does. Default: `dns.lookup`. */
  readonly lookup?: typeof systemLookup;
}

/**
 * Makes the sender of a node's webhooks: `createTaskwire({ webhooks: webhookSender() })`. It signs requests as the
 * specification of Standard Webhooks says, follows no redirect, and refuses private addresses. It checks the address
 * that it connects to, and not the name. So a name that leads to another address a moment later is refused too.
 *
 * @throws {Error} if an option is unknown or wrong; the message says what to give instead.
 * @example
 * ```ts
 * const taskwire = createTaskwire({ webhooks: webhookSender({ timeoutMs: 15_000 }) });
 * ```
 */
export function webhookSender(options: WebhookSenderOptions = {}): WebhookSender {
  checkOptions(options);
  const { timeoutMs = 20_000, allowPrivate = () => false, http = false } = options;
  const isAllowed = (address: string) => !isPrivateAddress(address) || allowPrivate(address);
  const lookup = checkedLookup(isAllowed, options.lookup ?? systemLookup);
  return {
    timeoutMs,
    async send(request) {
      try {
        const url = new URL(request.url);
        const isSecure = url.protocol === "https:";
        if (!isSecure && !(http && url.protocol === "http:"))
          return { status: 0, error: notSecure };
        // A connection to an address, and not to a name, looks nothing up.
        const host = url.hostname.replace(/^\[|\]$/g, "");
        if (isIP(host) !== 0 && !isAllowed(host)) throw new NotPublic();
        return await answerOf(request, url, { lookup, timeoutMs });
      } catch (error) {
        return { status: 0, error: errorText(error, timeoutMs) };
      }
    },
  };
}

const notSecure =
  "The address doesn't begin with https://. For a receiver on your own machine, pass `http: true` to webhookSender.";

type Lookup = NonNullable<RequestOptions["lookup"]>;

/** A lookup that gives only allowed addresses. The socket connects to exactly these. */
const checkedLookup =
  (isAllowed: (address: string) => boolean, lookup: typeof systemLookup): Lookup =>
  (hostname, options, done) =>
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return done(isUnknown(error) ? new NotPublic() : error, "", 0);
      const [first] = addresses;
      // One private address among several is no accident.
      if (!first || !addresses.every(({ address }) => isAllowed(address)))
        return done(new NotPublic(), "", 0);
      return options.all ? done(null, addresses) : done(null, first.address, first.family);
    });

/** Whether a lookup says that a name doesn't exist, or has no address. */
const isUnknown = ({ code }: NodeJS.ErrnoException): boolean =>
  code === "ENOTFOUND" || code === "ENODATA";

function answerOf(
  { id, timestamp, body, secrets }: WebhookRequest,
  url: URL,
  { lookup, timeoutMs }: { readonly lookup: Lookup; readonly timeoutMs: number },
): Promise<WebhookAnswer> {
  const bytes = Buffer.from(body);
  return new Promise((resolve, reject) => {
    const send = url.protocol === "https:" ? httpsRequest : httpRequest;
    const sent = send(
      url,
      {
        ...{ method: "POST", lookup, agent: false, signal: AbortSignal.timeout(timeoutMs) },
        headers: {
          "content-type": "application/json",
          "content-length": bytes.length,
          "user-agent": "taskwire-webhooks",
          "webhook-id": id,
          "webhook-timestamp": String(timestamp),
          "webhook-signature": signWebhook(secrets, id, timestamp, body),
        },
      },
      (response) => {
        const { statusCode: status = 0, headers } = response;
        const wait = retryAfter(headers["retry-after"]);
        resolve({ status, ...(wait !== undefined && { retryAfterMs: wait }) });
        // The body says nothing that is needed. A receiver that goes on sending would keep the socket.
        response.on("error", () => {});
        response.destroy();
      },
    );
    // A receiver that changes to another protocol gives no answer. Without this listener, Node would
    // leave the request without an end, and the time limit would not end it either.
    sent.on("upgrade", ({ statusCode: status = 0 }, socket) => {
      socket.destroy();
      resolve({ status });
    });
    sent.on("close", () => reject(new Error("The connection ended without an answer.")));
    sent.on("error", reject);
    sent.end(bytes);
  });
}

/** Reads the header `retry-after`: seconds, or a date. */
function retryAfter(header: string | undefined): number | undefined {
  if (header === undefined) return undefined;
  const seconds = /^\d{1,9}$/.test(header)
    ? Number(header) * 1_000
    : Date.parse(header) - Date.now();
  return Number.isFinite(seconds) && seconds > 0 ? seconds : undefined;
}
