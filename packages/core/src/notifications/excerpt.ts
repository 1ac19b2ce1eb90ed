const maxLength = 140;
/**
 * Maximum number of UTF-16 units that are read for an excerpt. A text can be long, and so can a
 * single character.
 */
const maxUnits = maxLength * 4;

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/**
 * The beginning of a text, on one line, with an ellipsis if it is cut. It is cut between two characters
 * as people see them: a family emoji, a flag, and a Thai letter with its marks stay whole.
 */
export function shorten(text: string): string {
  const isWhole = text.length <= maxUnits;
  // Half a character at the end would be segmented alone, and the rest would look whole.
  const part = text.slice(0, maxUnits).replace(/[\ud800-\udbff]$/, "");
  const line = part.replace(/\s+/gu, " ").trim();
  if (isWhole && line.length <= maxLength) return line;
  let count = 0;
  let end = 0;
  for (const { index, segment } of graphemes.segment(line)) {
    const next = index + segment.length;
    // The last character of a part of a text may itself be a part.
    if (count === maxLength || (!isWhole && next === line.length)) return cut(line, end);
    count++;
    end = next;
  }
  return isWhole ? line : cut(line, line.length);
}

const cut = (line: string, end: number): string =>
  // A single character without end is cut too.
  `${line.slice(0, end || maxLength).toWellFormed()}…`;
