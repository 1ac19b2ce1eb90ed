import { foldName } from "./fold.ts";
import type { MentionSpan, MentionTarget } from "./mention.ts";
import { scriptAtEnd } from "./script.ts";
import { matchesAt } from "./sticky.ts";

/** The text after a mention was inserted, with the place of the caret and of the mention. */
export interface InsertedMention {
  readonly text: string;
  readonly caret: number;
  /** The chosen mention. Send it to the server, which checks it with `checkSpans`. */
  readonly span: MentionSpan;
}

const spaceOrPunctuation = /[\s\p{P}]/uy;

/**
 * Replaces the typed query by the handle of a suggestion. Adds a space only if one is needed: after a
 * script that separates words by spaces, and not before white space or punctuation.
 *
 * @example
 * ```ts
 * insertMention("ขอให้@สมชช่วย", { start: 5, end: 9 }, { kind: "user", id: "u5", handle: "สมชาย" });
 * // { text: "ขอให้@สมชายช่วย", caret: 11, span: { kind: "user", id: "u5", start: 5, end: 11 } }
 * ```
 */
export function insertMention(
  text: string,
  { start, end }: { readonly start: number; readonly end: number },
  { kind, id, handle }: MentionTarget & { readonly handle: string },
): InsertedMention {
  const needsSpace =
    scriptAtEnd(foldName(handle)) === "spaced" && !matchesAt(spaceOrPunctuation, text, end);
  const mention = `@${handle}`;
  const before = `${text.slice(0, start)}${mention}`;
  const caret = before.length + (needsSpace ? 1 : 0);
  const span = { kind, id, start, end: before.length };
  return { text: `${before}${needsSpace ? " " : ""}${text.slice(end)}`, caret, span };
}
