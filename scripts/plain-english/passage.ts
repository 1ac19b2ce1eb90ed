/** Text that people read, cut out of a file. Its line breaks are those of the file, so that each sentence has a line. */
export interface Passage {
  /** Of the first character, from 1. */
  readonly line: number;
  readonly text: string;
}

export interface Sentence {
  readonly line: number;
  readonly text: string;
  /** The same, with its quotations and code hidden. */
  readonly readable: string;
}

/** Hides quotations and code, whose words are not ours. */
const hidden = "▪";

const quotations = [
  /(`+)(?!`)[\s\S]*?[^`]\1(?!`)/g,
  /"[^"]*"/g,
  /“[^”]*”/g,
  // A single quotation mark is more often an apostrophe, so only where no letter touches it from outside.
  /(?<![\p{L}\p{N}])'[^'\n]*'(?![\p{L}\p{N}])/gu,
];
const linkTarget = /(?<=\])(?:\([^)]*\)|\[[^\]]*\])/g;
const htmlTag = /<\/?[a-zA-Z][^>]*>/g;

const sentenceEnd = /[.!?][)\]*_▪]*(?=\s|$)/g;
/** The words behind a colon, a semicolon or a dash are read like a sentence. */
const clauseEnd = /(?:[.!?:;][)\]*_▪]*|[—–])(?=\s|$)/g;
const abbreviation = /(?:^|[\s(])(?:e\.g|i\.e|vs|cf|approx|resp|incl)\.$/i;

/** The sentences of a passage: a paragraph, a list item, a table cell or a title. */
export function sentencesOf(passage: Passage): Sentence[] {
  return split(passage, sentenceEnd);
}

/** The same, cut at colons, semicolons and dashes too. */
export function clausesOf(passage: Passage): Sentence[] {
  return split(passage, clauseEnd);
}

function split({ line, text }: Passage, ends: RegExp): Sentence[] {
  const readable = [...quotations, linkTarget]
    .reduce((rest, pattern) => rest.replace(pattern, (words) => fill(words, hidden)), text)
    .replace(htmlTag, (tag) => fill(tag, " "));
  const found: Sentence[] = [];
  let start = 0;
  const take = (end: number): void => {
    const words = readable.slice(start, end);
    const begin = start + words.length - words.trimStart().length;
    if (/\p{L}|▪/u.test(words)) {
      found.push({
        line: line + text.slice(0, begin).split("\n").length - 1,
        text: text.slice(begin, end).replace(/\s+/g, " ").trim(),
        readable: readable.slice(begin, end).replace(/\s+/g, " ").trim(),
      });
    }
    start = end;
  };
  for (const { 0: mark, index } of readable.matchAll(ends)) {
    const end = index + mark.length;
    if (!abbreviation.test(readable.slice(start, end))) take(end);
  }
  take(readable.length);
  return found;
}

/** As long as before, so that places in the text stay where they are. */
function fill(words: string, character: string): string {
  return words.replace(/[^\n]/g, character);
}
