// ZWSP, ZWNJ, WJ, BOM, soft hyphen, and the direction marks that keyboards and chat programs put
// around a name: LRM, RLM, ALM, isolates. Not ZWJ, which joins several emoji into one.
const ignored = /[\u200B\u200C\u2060\uFEFF\u00AD\u200E\u200F\u061C\u2066-\u2069]/g;

/** A text without invisible characters, with the original offsets of its characters. */
export interface VisibleText {
  readonly text: string;
  /** The offset in the typed text of the character at `index`. */
  start(index: number): number;
  /**
   * The offset in the typed text of the end of the character before `index`, which must not be 0.
   * Invisible characters after it are excluded.
   */
  end(index: number): number;
}

export function withoutIgnored(typed: string): string {
  return typed.replace(ignored, "");
}

/** Removes invisible characters, so that no rule of the parser has to consider them. */
export function visibleText(typed: string): VisibleText {
  const text = withoutIgnored(typed);
  const same = (index: number): number => index;
  if (text.length === typed.length) return { text, start: same, end: same };
  const typedAt = new Uint32Array(text.length);
  for (let index = 0, offset = 0; index < text.length; offset++) {
    if (typed[offset] === text[index]) typedAt[index++] = offset;
  }
  const start = (index: number): number => typedAt[index] ?? typed.length;
  return { text, start, end: (index) => start(index - 1) + 1 };
}
