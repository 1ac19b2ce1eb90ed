import { codeSpans } from "./code.ts";
import { type PreparedDirectory, prepared } from "./directory.ts";
import { lineBreaks } from "./line.ts";
import { matcher } from "./match.ts";
import type { DirectoryEntry } from "./mention.ts";
import { scan } from "./scan.ts";
import { visibleText, withoutIgnored } from "./visible.ts";

/** A query that is being typed: `text.slice(start, end)` is the at-sign and the query. */
export interface MentionQuery {
  readonly query: string;
  readonly start: number;
  readonly end: number;
}

/** Longer texts after an at-sign are no query. */
const maxQueryLength = 64;
const notAName = new RegExp(`^\\s|[@＠﹫${lineBreaks}]`);

/**
 * Returns the mention that is being typed at the caret, or null. Show a picker if there is one. An
 * at-sign also counts after Thai text, brackets and quotation marks, but not in code, URLs, e-mail
 * addresses and words. With the directory, it counts directly after a mention too (`@alice@…`). Don't
 * call this during IME composition.
 *
 * @example
 * ```ts
 * mentionQuery("ขอให้@สมช", 9); // { query: "สมช", start: 5, end: 9 }
 * mentionQuery("alice@exam", 10); // null
 * ```
 */
export function mentionQuery(
  text: string,
  caret: number,
  directory: readonly DirectoryEntry[] | PreparedDirectory = [],
): MentionQuery | null {
  const visible = visibleText(text);
  const end = withoutIgnored(text.slice(0, caret)).length;
  const longestName = matcher(prepared(directory), "prefix");
  let start = -1;
  scan(visible.text, codeSpans(visible.text), {
    atSign(at, limit) {
      // The last at-sign before the caret counts. The names after earlier ones only end their mentions.
      if (at < end) start = limit < end ? -1 : at;
      return longestName(visible.text, at, limit)?.end ?? null;
    },
    link(from, to) {
      if (from < end && to >= end) start = -1;
    },
  });
  const query = visible.text.slice(start + 1, end);
  const isTyped = start !== -1 && query.length <= maxQueryLength && !notAName.test(query);
  return isTyped ? { query, start: visible.start(start), end: caret } : null;
}
