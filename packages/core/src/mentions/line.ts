import { matchEnd, matchesAt } from "./sticky.ts";

/** The inside of a character class: line breaks. */
export const lineBreaks = "\\n\\r\\u2028\\u2029";

/** A character class: white space other than line breaks. */
export const space = `[^\\S${lineBreaks}]`;

const content = new RegExp(`[^${lineBreaks}]*`, "y");
// As in Markdown, `>` begins a quote when a blank, another quote or text follows. In `>:(` and `>_<` it
// is part of an emoticon.
const quotedText = "[\\p{L}\\p{N}@＠﹫\"'“‘«(\\[`#!?฿$€]|[*~]|_(?=[\\p{L}\\p{N}_])|-(?=\\s)";
const quote = new RegExp(
  `${space}*>(?:${space}*>)*(?:(?=\\s|$)|(?![^\\s<>]{1,4}<)(?=${quotedText}))`,
  "uy",
);

/** Returns the end of the line that begins at `start`, without its line break. */
export function lineEnd(text: string, start: number): number {
  return matchEnd(content, text, start);
}

/** Returns the start of the line after the one that ends at `end`. */
export function lineAfter(text: string, end: number): number {
  return end + (text.startsWith("\r\n", end) ? 2 : 1);
}

/** Whether the line that begins at `start` is a quote (`> …`). */
export function isQuote(text: string, start: number): boolean {
  return matchesAt(quote, text, start);
}

/**
 * Returns a function that says whether an index is in a quoted line. Call it with rising indexes: it
 * reads each line once.
 */
export function quoteFinder(text: string): (index: number) => boolean {
  let next = 0;
  let isQuoted = false;
  return (index) => {
    while (index >= next) {
      isQuoted = isQuote(text, next);
      next = lineAfter(text, lineEnd(text, next));
    }
    return isQuoted;
  };
}
