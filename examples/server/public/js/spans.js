/** @typedef {import("@taskwire/core/mentions").MentionSpan} MentionSpan */

/**
 * Chosen mentions after the text around them has changed: those behind the change move along, those that it touches are
 * words again.
 *
 * @param {readonly MentionSpan[]} spans
 * @param {string} before
 * @param {string} after
 * @returns {MentionSpan[]}
 */
export function moveSpans(spans, before, after) {
  const most = Math.min(before.length, after.length);
  let head = 0;
  while (head < most && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < most - head && before[before.length - 1 - tail] === after[after.length - 1 - tail])
    tail++;
  const end = before.length - tail;
  const by = after.length - before.length;
  return spans.flatMap((span) => {
    if (span.end <= head) return [span];
    return span.start >= end ? [{ ...span, start: span.start + by, end: span.end + by }] : [];
  });
}
