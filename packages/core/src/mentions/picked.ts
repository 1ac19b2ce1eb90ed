import type { PreparedDirectory } from "./directory.ts";
import { foldName, isBoundary } from "./fold.ts";
import type { MentionSpan } from "./mention.ts";
import { isAtSign } from "./script.ts";

/** Why a chosen span isn't used. */
export type SpanProblem =
  /** It doesn't lie within the text, or doesn't start with an at-sign. */
  | "outside"
  /** Nobody here has this id. */
  | "unknown"
  /** The text isn't a name of whom it names. */
  | "renamed"
  /** It is in code, an address, a word or another mention. */
  | "blocked";

// Far more than any name: what somebody claims to be one may not cost more than the text.
const longestName = 1_000;

/** What is wrong with a span by itself, or null. */
export function problemOf(text: string, span: MentionSpan, directory: PreparedDirectory): SpanProblem | null {
  const { kind, id, start, end } = span;
  const isWithin = Number.isInteger(start) && Number.isInteger(end) && start < end && end <= text.length;
  if (!isWithin || !isAtSign(text[start])) return "outside";
  const found = directory.named(kind, id);
  if (found === undefined) return "unknown";
  const isName = end - start < longestName && found.keys.includes(foldName(text.slice(start + 1, end)));
  return isName && isBoundary(text.slice(start + 1, end + 2), end - start - 1) ? null : "renamed";
}
