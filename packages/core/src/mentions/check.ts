import { type PreparedDirectory, prepared, targetKey } from "./directory.ts";
import type { DirectoryEntry, MentionSpan } from "./mention.ts";
import { parseMentions } from "./parse.ts";
import { problemOf, type SpanProblem } from "./picked.ts";

/** The chosen mentions that hold, and those that don't with the problem of each. */
export interface CheckedSpans {
  readonly spans: readonly MentionSpan[];
  readonly rejected: readonly { readonly span: MentionSpan; readonly problem: SpanProblem }[];
}

/**
 * Checks the mentions that a client says were chosen in a picker: the person or group must be in the
 * directory, the text must have their name at that place, and a mention must be possible there.
 * Pass the valid ones to `parseMentions` as `spans`. They decide which of several people with the
 * same name is meant.
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
  const used = new Set(mentions.map(spanKey));
  const rejected = spans.flatMap((span) => {
    const problem = problemOf(text, span, members) ?? (used.has(spanKey(span)) ? null : "blocked");
    return problem === null ? [] : [{ span, problem }];
  });
  const bad = new Set(rejected.map(({ span }) => span));
  return { spans: spans.filter((span) => !bad.has(span)), rejected };
}

const spanKey = (span: MentionSpan): string => `${span.start}-${span.end} ${targetKey(span)}`;
