import { keyOf, type PreparedDirectory, prepared } from "./directory.ts";
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
  const { mentions } = parseMentions(text, members, { spans });
  const used = new Set(mentions.map(placeOf));
  const rejected = spans.flatMap((span) => {
    const problem = problemOf(text, span, members) ?? (used.has(placeOf(span)) ? null : "blocked");
    return problem === null ? [] : [{ span, problem }];
  });
  const bad = new Set(rejected.map(({ span }) => span));
  return { spans: spans.filter((span) => !bad.has(span)), rejected };
}

const placeOf = (span: MentionSpan): string => `${span.start}-${span.end} ${keyOf(span)}`;
