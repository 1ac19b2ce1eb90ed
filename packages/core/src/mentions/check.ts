import { type PreparedDirectory, prepared } from "./directory.ts";
import type { DirectoryEntry, MentionSpan } from "./mention.ts";
import { parseMentions } from "./parse.ts";
import { problemOf, type SpanProblem } from "./picked.ts";

export interface CheckedSpans {
  readonly spans: readonly MentionSpan[];
  readonly rejected: readonly { readonly span: MentionSpan; readonly problem: SpanProblem }[];
}

/**
 * Checks what a client says was chosen in a picker: that the person or group is of this scope, that the text has their
 * name there, and that a mention can stand there. A choice settles which of two people of one name is meant. Hand the
 * good ones to `parseMentions` as `spans`.
 *
 * @example
 * ```ts
 * const directory = prepareDirectory([{ id: "u19", handle: "nid1", names: ["นิด"] }, { id: "u20", handle: "nid2", names: ["นิด"] }]);
 * const { spans } = checkSpans("@นิด", [{ kind: "user", id: "u20", start: 0, end: 4 }], directory);
 * parseMentions("@นิด", directory, { spans }).recipients; // ["user:u20"]
 * ```
 */
export function checkSpans(
  text: string,
  spans: readonly MentionSpan[],
  directory: readonly DirectoryEntry[] | PreparedDirectory,
): CheckedSpans {
  const members = prepared(directory);
  const problems = spans.map((span) => problemOf(text, span, members));
  const sound = spans.filter((_, index) => problems[index] === null);
  const { mentions } = parseMentions(text, members, { spans: sound });
  const found = new Map(mentions.map((mention) => [mention.start, mention]));
  const good: MentionSpan[] = [];
  const rejected: { span: MentionSpan; problem: SpanProblem }[] = [];
  for (const [index, span] of spans.entries()) {
    const mention = found.get(span.start);
    const isUsed = mention?.end === span.end && mention.kind === span.kind && mention.id === span.id;
    const problem = problems[index] ?? (isUsed ? null : "blocked");
    if (problem === null) good.push(span);
    else rejected.push({ span, problem });
    // Twice the same place is one choice.
    if (problem === null) found.delete(span.start);
  }
  return { spans: good, rejected };
}
