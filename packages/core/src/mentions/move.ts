import type { MentionSpan } from "./mention.ts";

/**
 * Updates the places of chosen mentions after an edit of the text. Mentions after the edit move with the
 * text. An edit inside of a mention makes it plain text, so it is left out. `at` is the caret after the
 * edit: it tells where a letter was typed between equal ones.
 *
 * @example
 * ```ts
 * const spans = [{ kind: "user" as const, id: "u5", start: 5, end: 11 }];
 * moveSpans(spans, "ขอให้@สมชายช่วย", "วันนี้ขอให้@สมชายช่วย", 6);
 * // [{ kind: "user", id: "u5", start: 11, end: 17 }]
 * ```
 */
export function moveSpans(
  spans: readonly MentionSpan[],
  before: string,
  after: string,
  at: number = after.length,
): readonly MentionSpan[] {
  const shift = after.length - before.length;
  // The text after the caret is the same as before, unless the edit was made by a script.
  const most = Math.min(before.length, after.length);
  const afterCaret = Math.min(most, Math.max(0, after.length - at));
  let tail = 0;
  while (tail < afterCaret && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  let start = 0;
  while (start < most - tail && before[start] === after[start]) start++;
  while (tail < most - start && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  const end = before.length - tail;
  return spans.flatMap((span) => {
    if (span.end <= start) return [span];
    return span.start >= end ? [{ ...span, start: span.start + shift, end: span.end + shift }] : [];
  });
}
