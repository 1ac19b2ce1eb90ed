// ZWSP, ZWNJ, WJ, BOM, soft hyphen. Not ZWJ: it makes one emoji out of several.
const ignored = /[\u200B\u200C\u2060\uFEFF\u00AD]/g;

/** A text without the characters that nobody sees, and the way back to the offsets of the text as typed. */
export interface VisibleText {
  readonly text: string;
  /** Offset in the typed text of what begins here. */
  start(index: number): number;
  /** Offset in the typed text of what ends here, not at 0; invisible characters after it stay outside. */
  end(index: number): number;
}

export function withoutIgnored(typed: string): string {
  return typed.replace(ignored, "");
}

/** Leaves out what is ignored everywhere, so that no rule has to think of it. */
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
