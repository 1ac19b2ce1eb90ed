const plain = (text: string) => text.normalize("NFKC").toLocaleLowerCase();

/** Returns whether a text has all the words of a search. Thai vowels that look the same are the same. */
export function searchFor(search: string): (text: string) => boolean {
  const words = plain(search).split(/\s+/).filter(Boolean);
  return (text) => {
    if (words.length === 0) return true;
    const searched = plain(text);
    return words.every((word) => searched.includes(word));
  };
}
