import type { CodeSpan } from "./inline-code.ts";
import {
  addressWord,
  atSign,
  isAtSign,
  letterMarks,
  oddBackslashes,
  spacedWord,
} from "./script.ts";
import { matchesAt } from "./sticky.ts";
import { domainEnd, hasPath, urlEnd } from "./url.ts";

/** Gets what a scan finds, in the order of the text. */
export interface ScanVisitor {
  /**
   * Called for an at-sign that can begin a mention, which must end at `limit` or before. Returns the
   * end of the mention, or null if there is none.
   */
  atSign(start: number, limit: number): number | null;
  /** Called for a URL, a domain with a path, or an e-mail address. */
  link?(start: number, end: number): void;
}

// At-signs, and words that may begin an address. The lookbehind makes the engine try each word once,
// from its beginning.
const token = new RegExp(`${atSign}|(?<!${addressWord})${addressWord}+(?=[${atSign}:\\/])`, "gv");
// An at-sign begins no mention after a letter of a script that uses spaces, after another at-sign, or
// after an odd number of backslashes. Marks belong to the letter before them.
const blocked = new RegExp(
  `(?<=(?:[${spacedWord}${atSign}]|${oddBackslashes})${letterMarks})`,
  "vy",
);
// The part of an e-mail address before the at-sign: it has a letter or digit, and no full stop at its
// end. So `+@jane.hyde` and `done.@jane.hyde` are no addresses.
const localPart = /[\p{L}\p{Nd}].*(?<!\.)$/u;

/**
 * Goes through a text once and finds the at-signs that can begin a mention (not in code, URLs, e-mail
 * addresses or words), and the addresses.
 */
export function scan(text: string, code: readonly CodeSpan[], visitor: ScanVisitor): void {
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
      if (position > end) visitor.link?.(start, position);
    } else {
      const isFree = start === mentionEnd || !matchesAt(blocked, text, start);
      const after = isFree ? visitor.atSign(start, span?.start ?? text.length) : null;
      position = after ?? end;
      if (after !== null) mentionEnd = after;
    }
  }
}

/** Returns the start of a matched word. Only called for words: `exec` costs more than `test`. */
function wordStart(text: string, position: number): number {
  token.lastIndex = position;
  return token.exec(text)?.index ?? text.length;
}

/** Returns the end of the address that begins with this word, or -1. */
function addressEnd(text: string, start: number, end: number): number {
  if (text.startsWith("://", end)) return urlEnd(text, end + 3);
  if (isAtSign(text[end]))
    return localPart.test(text.slice(start, end)) ? domainEnd(text, end + 1) : -1;
  return domainEnd(text, start) === end && hasPath(text, end) ? urlEnd(text, end) : -1;
}
