import { codeSpans } from "./code.ts";
import type { Mention, MentionSpan } from "./mention.ts";
import { scan } from "./scan.ts";
import { isAtSign } from "./script.ts";
import { visibleText } from "./visible.ts";

interface Piece {
  readonly start: number;
  readonly end: number;
  /** What to show. Plain text: it goes into a text node, never into HTML. */
  readonly text: string;
}

/** A piece of a message to draw. The pieces of a text follow each other from `start` to `end` without a gap. */
export type Part =
  | (Piece & { readonly type: "text" })
  | (Piece & {
      readonly type: "mention";
      readonly kind: "user" | "group";
      readonly id: string;
      readonly silent: boolean;
    })
  | (Piece & { readonly type: "link" /** `http:`, `https:` or `mailto:`, nothing else. */; readonly href: string })
  | (Piece & { readonly type: "code"; readonly block: boolean });

const webAddress = /^https?:\/\/[^/?#]/i;
const mailAddress = /^[^@＠﹫:/]+@[^@＠﹫:/]+$/;
const closingPunctuation = /[.,!?:;'"*_~\])}]$/;

/**
 * Cuts a text into what a page draws: plain text, mentions, links, code. Never HTML: put each part's `text` into a text
 * node. The spans are those that were stored with the text; a person's present name is looked up by `id`.
 *
 * @example
 * ```ts
 * renderParts("@alice see https://x.org/a", [{ kind: "user", id: "u1", start: 0, end: 6, silent: false }]);
 * // mention "@alice", text " see ", link "https://x.org/a"
 * ```
 */
export function renderParts(text: string, spans: readonly (MentionSpan | Mention)[]): Part[] {
  const parts: Part[] = [];
  let drawn = 0;
  for (const part of [...marked(text, spans)].sort((one, other) => one.start - other.start)) {
    if (part.start < drawn) continue;
    if (part.start > drawn) parts.push(plain(text, drawn, part.start));
    parts.push(part);
    drawn = part.end;
  }
  if (drawn < text.length) parts.push(plain(text, drawn, text.length));
  return parts;
}

function plain(text: string, start: number, end: number): Part {
  return { type: "text", start, end, text: text.slice(start, end) };
}

/** All that isn't plain. Where two overlap, the earlier holds. */
function marked(text: string, spans: readonly (MentionSpan | Mention)[]): Part[] {
  const visible = visibleText(text);
  const code = codeSpans(visible.text);
  const parts: Part[] = code.map(({ block, start, end, from, to }) => ({
    type: "code",
    block,
    start: visible.start(start),
    end: visible.end(end),
    text: text.slice(visible.start(from), to > from ? visible.end(to) : visible.start(from)),
  }));
  scan(visible.text, code, {
    at: () => null,
    link(start, end) {
      const part = linkPart(visible.text.slice(start, end));
      if (part === null) return;
      const place = { start: visible.start(start), end: visible.end(start + part.length) };
      parts.push({ type: "link", ...place, text: text.slice(place.start, place.end), href: hrefOf(part) });
    },
  });
  for (const { kind, id, start, end, ...rest } of spans) {
    const isWithin = Number.isInteger(start) && Number.isInteger(end) && start < end && end <= text.length;
    if (!isWithin || !isAtSign(text[start])) continue;
    const silent = "silent" in rest && rest.silent;
    parts.push({ type: "mention", kind, id, silent, start, end, text: text.slice(start, end) });
  }
  return parts;
}

/** The part of an address that is a link: without the punctuation of the sentence around it. Null when it is none. */
function linkPart(address: string): string | null {
  let link = address;
  while (closingPunctuation.test(link.slice(-1)) && !closesBracket(link)) link = link.slice(0, -1);
  return webAddress.test(link) || mailAddress.test(link) ? link : null;
}

function closesBracket(link: string): boolean {
  return (link.endsWith(")") && link.includes("(")) || (link.endsWith("]") && link.includes("["));
}

function hrefOf(link: string): string {
  return webAddress.test(link) ? link : `mailto:${link}`;
}
