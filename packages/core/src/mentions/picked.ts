import { type PreparedDirectory, targetKey } from "./directory.ts";
import { foldName, isBoundary } from "./fold.ts";
import type { MentionSpan } from "./mention.ts";
import { isAtSign } from "./script.ts";
import { withoutIgnored } from "./visible.ts";

/** Why a span from a picker isn't used. */
export type SpanProblem =
  /** It isn't inside the text, or doesn't start with an at-sign. */
  | "outside"
  /** The directory has no entry with this id. */
  | "unknown"
  /** The text there isn't a name of this person or group. */
  | "renamed"
  /** It is inside code, an address, a word or another mention. */
  | "blocked";

// Far longer than any name. Without a maximum, many overlapping spans would each fold the whole text.
const maxNameLength = 1_000;

/** Whether a span is inside the text and starts with an at-sign. Doesn't check its target. */
export function isMentionSpan(text: string, start: number, end: number): boolean {
  return Number.isInteger(end) && start + 1 < end && end <= text.length && isAtSign(text[start]);
}

/** Checks one span without its surroundings. Returns null if it is valid; never returns `blocked`. */
export function problemOf(
  text: string,
  span: MentionSpan,
  directory: PreparedDirectory,
): SpanProblem | null {
  const { start, end } = span;
  if (!isMentionSpan(text, start, end)) return "outside";
  const found = directory.byTarget.get(targetKey(span));
  if (found === undefined) return "unknown";
  if (end - start > maxNameLength) return "renamed";
  const name = withoutIgnored(text.slice(start + 1, end));
  const isWhole = isBoundary(withoutIgnored(text.slice(start + 1, end + 8)), name.length);
  return isWhole && found.foldedNames.includes(foldName(name)) ? null : "renamed";
}
