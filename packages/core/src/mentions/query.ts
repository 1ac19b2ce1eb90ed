import { codeSpans } from "./code.ts";
import { type PreparedDirectory, prepared } from "./directory.ts";
import { lineBreaks } from "./line.ts";
import { matcher } from "./match.ts";
import type { DirectoryEntry } from "./mention.ts";
import { scan } from "./scan.ts";
import { visibleText, withoutIgnored } from "./visible.ts";

/** What is being typed after an at-sign: `text.slice(start, end)` is the at-sign and the query. */
export interface MentionQuery {
  readonly query: string;
  readonly start: number;
  readonly end: number;
}

/** Nobody types more of a name to find it. */
const longestQuery = 64;
const notAName = new RegExp(`^\\s|[@＠﹫${lineBreaks}]`);

/**
 * Whether somebody is typing a mention: opens after Thai text, brackets and quotes too, stays shut in code, URLs,
 * e-mail addresses and words, and ends at the caret. With the directory it also opens right behind a mention
 * (`@alice@…`). Don't ask during IME composition.
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
  const longest = matcher(prepared(directory), "prefix");
  let start = -1;
  scan(visible.text, codeSpans(visible.text), {
    at(at, limit) {
      // The last at-sign before the caret holds; the names after earlier ones only say where those mentions end.
      if (at < end) start = limit < end ? -1 : at;
      return longest(visible.text, at, limit)?.end ?? null;
    },
    link(from, to) {
      if (from < end && to >= end) start = -1;
    },
  });
  const query = visible.text.slice(start + 1, end);
  const isTyped = start !== -1 && query.length <= longestQuery && !notAName.test(query);
  return isTyped ? { query, start: visible.start(start), end: caret } : null;
}
