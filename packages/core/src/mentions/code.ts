import { type CodeSpan, inlineCodeFinder } from "./inline-code.ts";
import { isQuote, lineAfter, lineBreaks, lineEnd, space } from "./line.ts";
import { matchEnd, matchesAt } from "./sticky.ts";

interface Fence {
  readonly isQuoted: boolean;
  readonly start: number;
  readonly from: number;
  readonly mark: string;
}

// Quote marks and list markers, which may precede a fence.
const container = `(?:>|(?:[-*+]|\\d{1,9}[.)])(?=${space}))${space}*`;
const opening = new RegExp(
  `${space}*(?:${container})*(?=\`{3}[\`]*[^\`${lineBreaks}]*$|~{3})`,
  "my",
);
const fenceMark = /`+|~*/y;
const margin = new RegExp(`(?:${space}|>)*`, "y");
const blank = new RegExp(`(?:${space}|>)*$`, "my");

/**
 * Returns the code blocks and inline code of a text, in order. A fence that isn't closed reaches to
 * the end of the text; a backtick that isn't closed is plain text. The rules are those of Markdown,
 * except that a quote ends with its line.
 */
export function codeSpans(text: string): CodeSpan[] {
  const spans: CodeSpan[] = [];
  if (!/`|~~~/.test(text)) return spans;
  const inlineCode = inlineCodeFinder(text, spans);
  let fence: Fence | null = null;
  let paragraph = { start: 0, isQuoted: false };
  let next = 0;
  for (let start = 0; start < text.length; start = next) {
    const end = lineEnd(text, start);
    next = lineAfter(text, end);
    const isQuoted = isQuote(text, start);
    if (fence !== null) {
      const isClosed = fence.isQuoted === isQuoted && closes(fence, text, start);
      if (!isClosed && (isQuoted || !fence.isQuoted)) continue;
      spans.push(block(fence, start, isClosed ? end : start));
      fence = null;
      paragraph = { start: isClosed ? end : start, isQuoted };
      if (isClosed) continue;
    }
    const mark = matchEnd(opening, text, start);
    if (mark >= 0 || isQuoted !== paragraph.isQuoted || matchesAt(blank, text, start)) {
      inlineCode(paragraph.start, start);
      paragraph = { start, isQuoted };
    }
    if (mark >= 0)
      fence = {
        isQuoted,
        start: mark,
        from: Math.min(next, text.length),
        mark: markAt(text, mark),
      };
  }
  if (fence === null) inlineCode(paragraph.start, text.length);
  else spans.push(block(fence, text.length, text.length));
  return spans;
}

function block({ start, from }: Fence, to: number, end: number): CodeSpan {
  return { block: true, start, from, to, end };
}

function markAt(text: string, at: number): string {
  return text.slice(at, matchEnd(fenceMark, text, at));
}

/** A fence is closed by a line that consists of the same mark, at least as long. */
function closes({ mark }: Fence, text: string, start: number): boolean {
  const at = matchEnd(margin, text, start);
  const closing = text.startsWith(mark, at) ? markAt(text, at) : "";
  return closing !== "" && matchesAt(blank, text, at + closing.length);
}
