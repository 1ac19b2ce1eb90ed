const characters = new Intl.Segmenter(undefined, { granularity: "grapheme" });
const most = 200;
/** One character may be long, so the excerpt is limited in UTF-16 units too. */
const mostUnits = 4 * most;

/**
 * Returns the beginning of a text. It is cut between two characters as people see them: an emoji and a
 * Thai letter with its marks stay whole.
 *
 * @param {string} text
 */
export function excerptOf(text) {
  let end = 0;
  let count = 0;
  // The last characters of this part may be cut, but they are beyond the limit.
  for (const { segment } of characters.segment(text.slice(0, mostUnits + most))) {
    if (count === most || end + segment.length > mostUnits) break;
    end += segment.length;
    count++;
  }
  return text.slice(0, end);
}
