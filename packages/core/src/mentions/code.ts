import { type CodeSpan, inlineCodeOf } from "./inline-code.ts";
import { firstOfLine, lineAfter, lineEnd } from "./line.ts";

interface Fence {
  readonly mark: string;
  readonly isQuoted: boolean;
  readonly start: number;
  readonly from: number;
}

// What may stand before a fence: quotes and list items.
const opening = /^\s*(?:(?:>|(?:[-*+]|\d{1,9}[.)])(?=\s))\s*)*(?:(`{3,})[^`]*$|(~{3,}))/;
const closing = /^[\s>]*(`{3,}|~{3,})\s*$/;
const onlyQuoteMarks = /^[\s>]*$/;

/**
 * The code of a text in order: fences, which reach to the end when they aren't closed, and backticks, which are plain
 * when they aren't. Read as in Markdown, except that a quote ends with its line.
 */
export function codeSpans(text: string): CodeSpan[] {
  if (!text.includes("`") && !text.includes("~~~")) return [];
  const spans: CodeSpan[] = [];
  const inlineCode = inlineCodeOf(text, spans);
  let fence: Fence | null = null;
  let paragraph = { start: 0, isQuoted: false };
  let next = 0;
  for (let start = 0; start < text.length; start = next) {
    const end = lineEnd(text, start);
    next = lineAfter(text, end);
    const first = firstOfLine(text, start, end);
    const isQuoted = first === ">";
    if (fence !== null) {
      const hasLeftQuote = fence.isQuoted && !isQuoted;
      const isClosed = fence.isQuoted === isQuoted && closes(fence, text, start, end);
      if (!hasLeftQuote && !isClosed) continue;
      spans.push({ ...fenced(fence), end: isClosed ? end : start, to: start });
      fence = null;
      paragraph = { start: isClosed ? end : start, isQuoted };
      if (isClosed) continue;
    }
    const mark = openedFence(text, start, end);
    const isBlank = first === "" || (isQuoted && onlyQuoteMarks.test(text.slice(start, end)));
    if (mark !== null || isBlank || isQuoted !== paragraph.isQuoted) {
      inlineCode(paragraph.start, start);
      paragraph = { start, isQuoted };
    }
    if (mark !== null) fence = { mark, isQuoted, start: text.indexOf(mark, start), from: Math.min(next, text.length) };
  }
  if (fence === null) inlineCode(paragraph.start, text.length);
  else spans.push({ ...fenced(fence), end: text.length, to: text.length });
  return spans;
}

const fenced = ({ start, from }: Fence) => ({ block: true, start, from });

function openedFence(text: string, start: number, end: number): string | null {
  if (end - start < 3) return null;
  const match = opening.exec(text.slice(start, end));
  return match?.[1] ?? match?.[2] ?? null;
}

function closes({ mark }: Fence, text: string, start: number, end: number): boolean {
  return end - start >= mark.length && (closing.exec(text.slice(start, end))?.[1]?.startsWith(mark) ?? false);
}
