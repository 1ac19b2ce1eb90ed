import { createHash } from "node:crypto";
import type { RequestHandler } from "express";
import { script } from "./script.ts";
import { style } from "./style.ts";
import { words } from "./words.ts";

/** Options of {@link decisionPage}. */
export interface DecisionPageOptions {
  /** The address where `expressAdapter` is mounted, on the same server. Default: `/api`. */
  readonly api?: string;
  /**
   * The address of a JavaScript module on the same server. It exports `accessToken()`, which resolves to the token of
   * the signed-in person for `Authorization: Bearer`, or to undefined. Without it, only bearer links work.
   */
  readonly session?: string;
  /** The address at which people sign in. The page offers it to people without a session. */
  readonly signIn?: string;
  /** The address of a task in your app, e.g. `/tasks/:taskId`. It can have `:boardId` and `:taskId`. */
  readonly task?: string;
  /** The title of the page. Default: `Decide`, in the language of the person. */
  readonly title?: string;
  /**
   * The names of actions and of fields of the data, e.g. `{ approve: { en: "Yes" }, "data.amount": { en: "Amount", th:
   * "จำนวนเงิน" } }`.
   */
  readonly labels?: { readonly [name: string]: { readonly en: string; readonly th?: string } };
}

const hashOf = (text: string): string =>
  `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** JSON inside of a script element. No text in it can end the element. */
const jsonInHtml = (value: unknown): string => JSON.stringify(value).replaceAll("<", "\\u003c");

const pageOf = ({ api = "/api", title, ...options }: DecisionPageOptions): string => {
  const { session, signIn, task, labels = {} } = options;
  const settings = { api: api.replace(/\/$/, ""), title, session, signIn, task, labels, words };
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>${escaped(title ?? words.en.decide)}</title>
<style>${style}</style>
</head>
<body>
<main aria-live="polite"><noscript><p>${words.en.script} ${words.th.script}</p></noscript></main>
<footer><button type="button"></button></footer>
<script type="application/json" id="settings">${jsonInHtml(settings)}</script>
<script>${script}</script>
</body>
</html>
`;
};

/** Allows the page its own script and style, and requests to its own server. Nothing else. */
const policyOf = ({ session }: DecisionPageOptions): string =>
  [
    "default-src 'none'",
    `script-src ${hashOf(script)}${session === undefined ? "" : " 'self'"}`,
    `style-src ${hashOf(style)}`,
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join("; ");

/**
 * Serves the page for decision links at the address that the option `links` of `createTaskwire` names. The page is
 * the same for everybody: it is static, and it reads the token from the fragment in the browser. So no request for it
 * can vote, and no log has a token. It is in English and Thai, light and dark, and loads nothing from other servers.
 *
 * @throws {TypeError} if an address of the options is not on the same server.
 * @example
 * ```ts
 * app.use("/vote", decisionPage({ session: "/session.js", signIn: "/", task: "/tasks/:taskId" }));
 * ```
 */
export function decisionPage(options: DecisionPageOptions = {}): RequestHandler {
  for (const name of ["api", "session", "signIn", "task"] as const) {
    const address = options[name];
    if (address !== undefined && !/^\/(?![/\\])/.test(address))
      throw new TypeError(
        `decisionPage: \`${name}\` is an address on the same server and begins with one slash, e.g. "/api".`,
      );
  }
  const page = Buffer.from(pageOf(options));
  const headers = {
    "Content-Security-Policy": policyOf(options),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-cache",
  };
  return (request, response, next) => {
    if (request.path !== "/") return next();
    if (request.method !== "GET" && request.method !== "HEAD") {
      const status = request.method === "OPTIONS" ? 204 : 405;
      return void response.set("Allow", "GET, HEAD, OPTIONS").status(status).end();
    }
    response.set(headers).type("html").send(page);
  };
}
