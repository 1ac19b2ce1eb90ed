import type { CodeSpan } from "./inline-code.ts";
import { addressWord, atSign, isAtSign, oddBackslashes, spacedWord } from "./script.ts";
import { matchesAt } from "./sticky.ts";
import { domainEnd, hasPath, urlEnd } from "./url.ts";

/** What a scan meets, in the order of the text. */
export interface Scanner {
  /**
   * An at-sign that may begin a mention, which could reach to `limit`. Answers where the mention ends, or null when
   * there is none.
   */
  at(start: number, limit: number): number | null;
  /** A URL, a path behind a bare domain, or an e-mail address. */
  link?(start: number, end: number): void;
}

// Words matter where an address can go on from them. The lookbehind lets each be tried once, from its beginning.
const token = new RegExp(`${atSign}|(?<!${addressWord})${addressWord}+(?=[${atSign}:\\/])`, "gv");
// What an at-sign must not follow: a letter of a script that uses spaces, another at-sign, an odd number of backslashes.
// Marks belong to the letter before them.
const blocked = new RegExp(`(?<=(?:[${spacedWord}${atSign}]|${oddBackslashes})\\p{M}*)`, "vy");

/** Walks through a text once and meets what may be a mention: not in code, URLs, addresses, nor inside a word. */
export function scan(text: string, code: readonly CodeSpan[], scanner: Scanner): void {
  let position = 0;
  let nextCode = 0;
  let mentionEnd = -1;
  for (;;) {
    token.lastIndex = position;
    if (!token.test(text)) return;
    const end = token.lastIndex;
    const isAt = isAtSign(text[end - 1]);
    const start = isAt ? end - 1 : wordStart(text, position);
    while ((code[nextCode]?.end ?? text.length) <= start) nextCode++;
    const span = code[nextCode];
    if (span !== undefined && span.start <= start) {
      position = span.end;
    } else if (!isAt) {
      position = Math.max(addressEnd(text, start, end), end);
      if (position > end) scanner.link?.(start, position);
    } else {
      const isFree = start === mentionEnd || !matchesAt(blocked, text, start);
      const after = isFree ? scanner.at(start, span?.start ?? text.length) : null;
      position = after ?? end;
      if (after !== null) mentionEnd = after;
    }
  }
}

/** Asked for words only: with an at-sign the place is known, and the answer of `exec` costs more than finding it. */
function wordStart(text: string, position: number): number {
  token.lastIndex = position;
  return token.exec(text)?.index ?? text.length;
}

/** Where an address ends that begins with this word, or -1. */
function addressEnd(text: string, start: number, end: number): number {
  if (text.startsWith("://", end)) return urlEnd(text, end + 3);
  if (isAtSign(text[end])) return domainEnd(text, end + 1);
  return domainEnd(text, start) === end && hasPath(text, end) ? urlEnd(text, end) : -1;
}
