import type { IncomingMessage } from "node:http";

/** Rules for which pages may connect. */
export interface OriginRule {
  /**
   * Exact origins, e.g. `https://app.example.com`; or `same-origin`, the origin that the request
   * was sent to.
   */
  readonly origins: readonly string[] | "same-origin";
  /**
   * Whether requests without an Origin header (programs, not browsers) may connect. With a cookie
   * they never may.
   */
  readonly allowNonBrowser: boolean;
  /** Number of proxies in front of the server that are trusted for `X-Forwarded-*`. */
  readonly trustProxy: number;
}

/** The last entry of a list header: the nearest proxy wrote it, so a client can't forge it. */
const lastOf = (header: string | string[] | undefined): string | undefined =>
  header?.toString().split(",").at(-1)?.trim();

function ownOrigin(request: IncomingMessage, trustProxy: number): string | undefined {
  const isEncrypted = "encrypted" in request.socket;
  const forwarded = trustProxy > 0 ? request.headers : {};
  const scheme = lastOf(forwarded["x-forwarded-proto"]) ?? (isEncrypted ? "https" : "http");
  const url = `${scheme}://${lastOf(forwarded["x-forwarded-host"]) ?? request.headers.host ?? ""}`;
  return URL.canParse(url) ? new URL(url).origin : undefined;
}

/**
 * Returns a check of an upgrade's Origin header. A browser opens WebSockets from any page and sends
 * cookies with them, without CORS. So only this check keeps pages of other sites out.
 *
 * @throws TypeError when an entry of `origins` isn't an origin.
 */
export function originCheck({
  origins,
  allowNonBrowser,
  trustProxy,
}: OriginRule): (request: IncomingMessage) => boolean {
  const allowed = new Set<string>();
  for (const entry of origins === "same-origin" ? [] : origins) {
    const url = URL.canParse(entry) ? new URL(entry) : undefined;
    if (!url || url.origin === "null" || url.href !== `${url.origin}/`) {
      throw new TypeError(
        `origins: ${JSON.stringify(entry)} is not an origin. Write it like "https://app.example.com".`,
      );
    }
    allowed.add(url.origin);
  }
  return (request) => {
    const { origin, cookie } = request.headers;
    if (origin === undefined) return allowNonBrowser && cookie === undefined;
    // Pages without an origin send `null`, e.g. a sandboxed frame of any site.
    if (origin === "null") return false;
    // Browsers write an origin in exactly the form that `URL` returns, so an exact comparison is
    // enough.
    return origins === "same-origin"
      ? origin === ownOrigin(request, trustProxy)
      : allowed.has(origin);
  };
}
