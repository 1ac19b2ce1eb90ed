const content = /[^\n\r\u2028\u2029]*/y;

/** Where the line that starts here ends, before its line break. */
export function lineEnd(text: string, start: number): number {
  content.lastIndex = start;
  content.test(text);
  return content.lastIndex;
}

/** Where the next line starts after a line that ends here. */
export function lineAfter(text: string, end: number): number {
  return end + (text[end] === "\r" && text[end + 1] === "\n" ? 2 : 1);
}

const space = /\s/;

/** The first character of a line that can be seen; "" in an empty one. */
export function firstOfLine(text: string, start: number, end: number): string {
  for (let at = start; at < end; at++) {
    const character = text[at] ?? "";
    if (!space.test(character)) return character;
  }
  return "";
}

/** Says whether an index lies in a quoted line (`> …`). To be asked in rising order: it reads each line once. */
export function quotesOf(text: string): (index: number) => boolean {
  if (!text.includes(">")) return () => false;
  let next = 0;
  let isQuoted = false;
  return (index) => {
    while (index >= next) {
      const end = lineEnd(text, next);
      isQuoted = firstOfLine(text, next, end) === ">";
      next = lineAfter(text, end);
    }
    return isQuoted;
  };
}
