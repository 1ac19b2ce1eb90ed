import type { IncomingMessage } from "node:http";

/** Which pages may connect. */
export interface OriginRule {
  /** Exact origins, e.g. `https://app.example.com`, or `same-origin`: the one that the request itself was sent to. */
  readonly origins: readonly string[] | "same-origin";
  /** Whether a request without an Origin header, as programs send it, may connect. With a cookie it never may. */
  readonly allowNonBrowser: boolean;
  /** How many proxies in front of the server are trusted for `X-Forwarded-*`. */
  readonly trustProxy: number;
}

/** The last of a list header: what the nearest proxy said, which a client can't forge. */
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
 * Judges the Origin of an upgrade. A browser sends cookies with a WebSocket from any page and asks nobody, so this list is
 * what keeps other sites' pages out.
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
    // What a page without an origin sends, e.g. a sandboxed frame of anybody's.
    if (origin === "null") return false;
    // Browsers write an origin in one form only, the one that `URL` gives: whatever differs from it is somebody else's.
    return origins === "same-origin"
      ? origin === ownOrigin(request, trustProxy)
      : allowed.has(origin);
  };
}
