import type { TaskwireOptions } from "./options.ts";

const maxUrlLength = 1_000;

/**
 * Refuses an address that can't have the token of a decision link behind it.
 *
 * @throws {Error} naming what is wrong, and the cure.
 */
export function checkLinks(links: TaskwireOptions["links"]): void {
  if (links === undefined) return;
  const { url } = links;
  // `URL` removes white space and control characters without a word.
  const isUrl =
    typeof url === "string" &&
    url.length <= maxUrlLength &&
    !/[\s\p{Cc}]/u.test(url) &&
    URL.canParse(url);
  const { protocol, hostname, hash } = isUrl
    ? new URL(url)
    : { protocol: "", hostname: "", hash: "" };
  const isHere = hostname === "localhost" || hostname === "127.0.0.1" || hostname === "[::1]";
  // A browser shows a fragment to nobody else, but over plain HTTP others could change the page.
  if (protocol !== "https:" && !(protocol === "http:" && isHere))
    throw new Error(
      'links: `url` is the address of your page for decision links and begins with https://, e.g. "https://app.example.com/vote". Only localhost may have http://.',
    );
  if (hash !== "" || url.includes("#"))
    throw new Error("links: leave out the # in `url`; the token of each link comes behind it.");
}
