const unspaced =
  /[\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;
const runs = new RegExp(
  `${unspaced.source}[${unspaced.source.slice(1, -1)}\\p{M}]*|[\\p{L}\\p{M}\\p{N}]+`,
  "gu",
);
// Words of questions that say nothing about their subject.
const common = new Set(
  "a an and are can do does for how i if in is it my of on or the to what when with".split(" "),
);

/**
 * Splits a text into the words of the search. Scripts without spaces between words, such as Thai, are split into
 * overlapping pairs of characters, so that a part of a compound is found too, with the same result in every browser.
 * A name such as `createTaskwire` is also found by its parts.
 */
export function wordsOf(text: string): string[] {
  return [...text.normalize("NFC").matchAll(runs)].flatMap(([run]) => {
    if (unspaced.test(run)) return pairsOf(run);
    const whole = run.toLowerCase();
    if (common.has(whole)) return [];
    const parts = run.split(/(?<=\p{Ll})(?=\p{Lu})/u);
    return parts.length > 1 ? [whole, ...parts.map((part) => part.toLowerCase())] : [whole];
  });
}

function pairsOf(run: string): string[] {
  const characters = [...run];
  if (characters.length < 2) return characters;
  return characters.slice(1).map((character, i) => `${characters[i]}${character}`);
}
