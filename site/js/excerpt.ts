/** How many characters an excerpt has, without its dots. */
const length = 150;

/** A piece of an excerpt. `isMatch` pieces are words that were found. */
export interface Piece {
  readonly text: string;
  readonly isMatch: boolean;
}

/**
 * The piece of a text that has the most of the found words, cut at spaces. Without any found word, it is
 * the beginning of the text.
 *
 * @param terms the words of the text that were found, in lower case
 */
export function excerptAround(text: string, terms: readonly string[]): Piece[] {
  const line = text.replaceAll(/\s+/g, " ").trim();
  const places = placesOf(line, terms);
  const [start, end] = windowAround(line, bestStart(places));
  const pieces: Piece[] = [];
  let at = start;
  for (const { from, to } of places) {
    if (from < at || to > end) continue;
    if (from > at) pieces.push({ text: line.slice(at, from), isMatch: false });
    pieces.push({ text: line.slice(from, to), isMatch: true });
    at = to;
  }
  if (at < end) pieces.push({ text: line.slice(at, end), isMatch: false });
  const before = start > 0 ? [{ text: "… ", isMatch: false }] : [];
  const after = end < line.length ? [{ text: " …", isMatch: false }] : [];
  return [...before, ...pieces, ...after];
}

interface Place {
  readonly from: number;
  readonly to: number;
  readonly term: string;
}

/** The places of the found words, in order. A longer word comes before a shorter one at the same place. */
function placesOf(line: string, terms: readonly string[]): Place[] {
  const lower = line.toLowerCase();
  // Some letters have another length in lower case. Then no place would be right.
  if (lower.length !== line.length) return [];
  return terms
    .flatMap((term) => {
      const found: Place[] = [];
      for (let from = lower.indexOf(term); from >= 0; from = lower.indexOf(term, from + 1))
        if (isWholeWord(lower, from, term)) found.push({ from, to: from + term.length, term });
      return found;
    })
    .sort((a, b) => a.from - b.from || b.to - a.to);
}

/** Words of scripts with spaces are found as wholes. In Thai, they are pieces of longer runs. */
function isWholeWord(lower: string, from: number, term: string): boolean {
  if (!/^[\p{Script=Latin}\p{N}]+$/u.test(term)) return true;
  const neighbours = `${lower[from - 1] ?? " "}${lower[from + term.length] ?? " "}`;
  return !/[\p{L}\p{N}]/u.test(neighbours);
}

/** Where an excerpt begins that has the most different words. */
function bestStart(places: readonly Place[]): number {
  let best = { from: 0, count: 0 };
  for (const { from } of places) {
    const inside = places.filter((one) => one.from >= from && one.to <= from + length - 40);
    const count = new Set(inside.map(({ term }) => term)).size;
    if (count > best.count) best = { from, count };
  }
  return best.from;
}

/** The part of the line that is shown, from a word's beginning to a word's end. */
function windowAround(line: string, match: number): [start: number, end: number] {
  if (line.length <= length) return [0, line.length];
  const early = match < 60 ? 0 : line.indexOf(" ", match - 50) + 1;
  const start = early > match || early === 0 ? (match < 60 ? 0 : match) : early;
  if (start + length >= line.length) return [start, line.length];
  const space = line.lastIndexOf(" ", start + length);
  return [start, space > start + length / 2 ? space : start + length];
}
