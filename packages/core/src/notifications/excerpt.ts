const maxLength = 140;
/**
 * Maximum number of UTF-16 units of a text that are read for its excerpt. A text can be long. A
 * single visible character can be long too, because it may have any number of combining marks.
 */
const maxUnits = maxLength * 4;

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/**
 * Returns the beginning of a text, on one line, with an ellipsis if the text is cut. The text is
 * cut between two characters as people see them: a family emoji, a flag, and a Thai letter with its
 * marks stay whole.
 */
export function shorten(text: string): string {
  const isWhole = text.length <= maxUnits;
  // The cut may leave the first half of a surrogate pair at the end. The segmenter would take this
  // half as a character of its own. Then the character before it would seem complete, although the
  // half may belong to it.
  const part = text.slice(0, maxUnits).replace(/[\ud800-\udbff]$/, "");
  const line = part.replace(/\s+/gu, " ").trim();
  if (isWhole && line.length <= maxLength) return line;
  let count = 0;
  let end = 0;
  for (const { index, segment } of graphemes.segment(line)) {
    const next = index + segment.length;
    // If the text was cut at `maxUnits`, its last character may be incomplete. So that character is
    // left out.
    if (count === maxLength || (!isWhole && next === line.length)) return cut(line, end);
    count++;
    end = next;
  }
  return isWhole ? line : cut(line, line.length);
}

const cut = (line: string, end: number): string =>
  // If the first character alone fills the line, `end` is 0, and that character is cut in the
  // middle.
  `${line.slice(0, end || maxLength).toWellFormed()}…`;
