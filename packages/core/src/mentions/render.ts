import { codeSpans } from "./code.ts";
import type { Mention, MentionSpan } from "./mention.ts";
import { isMentionSpan } from "./picked.ts";
import { scan } from "./scan.ts";
import { visibleText } from "./visible.ts";

interface Piece {
  readonly start: number;
  readonly end: number;
  /** The text to show. It is plain text: put it into a text node, never into HTML. */
  readonly text: string;
}

/** A part of a text to draw. The parts of a text cover it in order, without gaps. */
export type Part =
  | (Piece & { readonly type: "text" })
  | (Piece & {
      readonly type: "mention";
      readonly kind: "user" | "group";
      readonly id: string;
      readonly silent: boolean;
    })
  | (Piece & {
      readonly type: "link" /** `http:`, `https:` or `mailto:`, nothing else. */;
      readonly href: string;
    })
  | (Piece & { readonly type: "code"; readonly block: boolean });

const webAddress = /^https?:\/\/[^/?#]/i;
const mailAddress = /^[^@:/]+@[^@:/]+$/;
// No brackets: `urlEnd` has already stopped before an unmatched one.
const closingPunctuation = /[.,!?:;'"*_~]/;

/**
 * Splits a text into the parts that a page draws: plain text, mentions, links and code. Never HTML:
 * put each part's `text` into a text node. Pass the spans that were stored with the text; to show a
 * person's current name, look it up by `id`.
 *
 * @example
 * ```ts
 * renderParts("@alice see https://x.org/a", [{ kind: "user", id: "u1", start: 0, end: 6, silent: false }]);
 * // mention "@alice", text " see ", link "https://x.org/a"
 * ```
 */
export function renderParts(
  text: string,
  spans: readonly (MentionSpan & Partial<Mention>)[],
): Part[] {
  const piece = (start: number, end: number): Piece => ({
    start,
    end,
    text: text.slice(start, end),
  });
  const visible = visibleText(text);
  const code = codeSpans(visible.text);
  const marked: Part[] = code.map(({ block, start, end, from, to }) => ({
    ...piece(visible.start(from), from < to ? visible.end(to) : 0),
    start: visible.start(start),
    end: visible.end(end),
    type: "code",
    block,
  }));
  for (const { kind, id, start, end, silent = false } of spans) {
    if (isMentionSpan(text, start, end))
      marked.push({ ...piece(start, end), type: "mention", kind, id, silent });
  }
  scan(visible.text, code, {
    atSign: () => null,
    link(start, end) {
      const link = withoutPunctuation(visible.text.slice(start, end));
      const href = webAddress.test(link) ? link : mailAddress.test(link) ? `mailto:${link}` : null;
      if (href === null) return;
      marked.push({
        ...piece(visible.start(start), visible.end(start + link.length)),
        type: "link",
        href,
      });
    },
  });
  marked.sort((one, other) => one.start - other.start);

  const parts: Part[] = [];
  let drawn = 0;
  const drawText = (end: number): void => {
    if (drawn < end) parts.push({ ...piece(drawn, end), type: "text" });
  };
  for (const part of marked) {
    // If two overlap, the earlier one wins.
    if (part.start < drawn) continue;
    drawText(part.start);
    parts.push(part);
    drawn = part.end;
  }
  drawText(text.length);
  return parts;
}

/** Removes the punctuation of the sentence from the end of an address. */
function withoutPunctuation(address: string): string {
  let end = address.length;
  while (closingPunctuation.test(address.charAt(end - 1))) end--;
  return address.slice(0, end);
}
