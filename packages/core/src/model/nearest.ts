/**
 * Returns how many letters have to be changed, added or removed to turn one word into the other.
 */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return row[b.length] as number;
}

/**
 * Returns up to three words that a person may have meant when they wrote a wrong one. The nearest
 * word comes first.
 */
export function nearest(word: string, known: Iterable<string>): string[] {
  const letters = word.slice(0, 200).toLowerCase();
  return [...known]
    .map((one) => ({ one, far: distance(letters, one.toLowerCase()) }))
    .sort((a, b) => a.far - b.far)
    .slice(0, 3)
    .map(({ one }) => one);
}

/**
 * Returns text that names the possible words: all of them if there are few, or else those that are
 * nearest to the wrong word.
 */
export function thereAre(word: string, known: Iterable<string>): string {
  const all = [...known];
  if (all.length === 0) return "there are none";
  return all.length <= 12
    ? `there are ${all.join(", ")}`
    : `the nearest are ${nearest(word, all).join(", ")}`;
}
