import { matchEnd, matchesAt } from "./sticky.ts";

/** The inside of a class: what ends a line. */
export const lineBreaks = "\\n\\r\\u2028\\u2029";

/** A class: white space within a line. */
export const space = `[^\\S${lineBreaks}]`;

const content = new RegExp(`[^${lineBreaks}]*`, "y");
const quote = new RegExp(`${space}*>`, "y");

/** Where the line that starts here ends, before its line break. */
export function lineEnd(text: string, start: number): number {
  return matchEnd(content, text, start);
}

/** Where the next line starts after a line that ends here. */
export function lineAfter(text: string, end: number): number {
  return end + (text.startsWith("\r\n", end) ? 2 : 1);
}

/** Whether the line that starts here is a quote. */
export function isQuote(text: string, start: number): boolean {
  return matchesAt(quote, text, start);
}

/** Says whether an index lies in a quoted line (`> …`). To be asked in rising order: it reads each line once. */
export function quotesOf(text: string): (index: number) => boolean {
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
