interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * Returns the mentions of a text that are still there after it was edited, at their new places. A mention
 * in which somebody has typed is left out.
 */
export function keptSpans<Mention extends Span>(
  before: string,
  after: string,
  mentions: readonly Mention[],
): readonly Mention[] {
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < shorter - head && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  const moved = after.length - before.length;
  return mentions.flatMap((mention) => {
    if (mention.end <= head) return [mention];
    if (mention.start < before.length - tail) return [];
    return [{ ...mention, start: mention.start + moved, end: mention.end + moved }];
  });
}
