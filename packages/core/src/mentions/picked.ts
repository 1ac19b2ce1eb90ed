import { keyOf, type PreparedDirectory } from "./directory.ts";
import { foldName, isBoundary } from "./fold.ts";
import type { MentionSpan } from "./mention.ts";
import { isAtSign } from "./script.ts";
import { withoutIgnored } from "./visible.ts";

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

/** Whether a span lies within the text and starts with an at-sign, whoever it names. */
export function isMentionPlace(text: string, start: number, end: number): boolean {
  return Number.isInteger(end) && start + 1 < end && end <= text.length && isAtSign(text[start]);
}

/** What is wrong with a span by itself, or null. */
export function problemOf(
  text: string,
  span: MentionSpan,
  directory: PreparedDirectory,
): SpanProblem | null {
  const { start, end } = span;
  if (!isMentionPlace(text, start, end)) return "outside";
  const found = directory.byTarget.get(keyOf(span));
  if (found === undefined) return "unknown";
  if (end - start > longestName) return "renamed";
  const name = withoutIgnored(text.slice(start + 1, end));
  const isWhole = isBoundary(withoutIgnored(text.slice(start + 1, end + 8)), name.length);
  return isWhole && found.keys.includes(foldName(name)) ? null : "renamed";
}
