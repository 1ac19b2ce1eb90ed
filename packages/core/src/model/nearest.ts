/** How many letters have to be changed, added or removed to make one word of the other. */
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

/** Returns the words that somebody may have meant who wrote another one: the nearest first, at most three. */
export function nearest(word: string, known: Iterable<string>): string[] {
  const letters = word.slice(0, 200).toLowerCase();
  return [...known]
    .map((one) => ({ one, far: distance(letters, one.toLowerCase()) }))
    .sort((a, b) => a.far - b.far)
    .slice(0, 3)
    .map(({ one }) => one);
}

/** Says which words there are: all of a few, of many the nearest to a wrong one. */
export function thereAre(word: string, known: Iterable<string>): string {
  const all = [...known];
  if (all.length === 0) return "there are none";
  return all.length <= 12
    ? `there are ${all.join(", ")}`
    : `the nearest are ${nearest(word, all).join(", ")}`;
}
