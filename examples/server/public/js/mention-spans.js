/** @typedef {import("@taskwire/core/mentions").MentionSpan} MentionSpan */

/**
 * Updates the positions of mentions after an edit of the text. Mentions after the edit move; those
 * that it touches become plain text and are removed.
 *
 * @param {readonly MentionSpan[]} spans
 * @param {string} before
 * @param {string} after
 * @returns {MentionSpan[]}
 */
export function moveSpans(spans, before, after) {
  const maxLength = Math.min(before.length, after.length);
  let start = 0;
  while (start < maxLength && before[start] === after[start]) start++;
  let tail = 0;
  while (
    tail < maxLength - start &&
    before[before.length - 1 - tail] === after[after.length - 1 - tail]
  )
    tail++;
  const end = before.length - tail;
  const shift = after.length - before.length;
  return spans.flatMap((span) => {
    if (span.end <= start) return [span];
    return span.start >= end ? [{ ...span, start: span.start + shift, end: span.end + shift }] : [];
  });
}
