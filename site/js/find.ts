import MiniSearch, { type Options, type SearchResult } from "minisearch";
import { excerptAround, type Piece } from "./excerpt.ts";
import { wordsOf } from "./words.ts";

/** One entry of the index: a part of a page, below one heading. */
export interface Indexed {
  /** The link to the part, from the site's root. */
  readonly id: string;
  readonly page: string;
  readonly heading: string;
  readonly text: string;
  /** More words by which people search for the page, or for this part of it. */
  readonly find: string;
  /** The same in Thai, for a page in English. It is a field of its own: more words in `find` would make each of them count less. */
  readonly thai: string;
  readonly kind: "guide" | "package" | "inside" | "reference";
  readonly language: string;
}

export interface Found {
  readonly id: string;
  readonly page: string;
  readonly heading: string;
  /** The place of the text where the words were found. */
  readonly excerpt: readonly Piece[];
  readonly kind: Indexed["kind"];
  readonly score: number;
}

/** Guides explain, so they come first. The reference has a page for each name. */
const weights = { guide: 1, package: 0.6, inside: 0.4, reference: 0.25 } as const;

const options: Options<Indexed> = {
  fields: ["page", "heading", "find", "thai", "text"],
  storeFields: ["page", "heading", "find", "thai", "text", "kind", "language"],
  tokenize: wordsOf,
  processTerm: (term) => term,
};

/** Builds the index, as text for {@link openIndex}. */
export function indexOf(entries: readonly Indexed[]): string {
  const index = new MiniSearch<Indexed>(options);
  index.addAll(entries);
  return JSON.stringify(index);
}

export const openIndex = (json: string): MiniSearch<Indexed> =>
  MiniSearch.loadJSON<Indexed>(json, options);

// The Thai words count twice, because a page in the other language counts half.
const boost = { page: 4, heading: 3, find: 14, thai: 28, text: 1 };
const prefix = (term: string) => term.length > 2;
/** Few mistakes in long words. */
const slightly = (term: string) => (term.length > 5 ? 0.15 : false);
/** Also two letters in the wrong order. It is only tried if nothing else is found. */
const widely = (term: string) => (term.length > 3 ? 0.3 : false);

/**
 * Finds the parts of pages that fit a question, the best one first, with at most three parts of one page. Parts with
 * all words come before parts with some of them, and exact words before similar ones.
 */
export function find(index: MiniSearch<Indexed>, question: string, language = "en"): Found[] {
  const boostDocument = (_id: string, _term: string, stored?: Record<string, unknown>) =>
    weights[stored?.kind as Indexed["kind"]] * (stored?.language === language ? 1.2 : 0.6);
  const attempts = [
    { combineWith: "AND", fuzzy: slightly },
    { combineWith: "AND", fuzzy: widely },
    { combineWith: "OR", fuzzy: slightly },
    { combineWith: "OR", fuzzy: widely },
  ] as const;
  let results: SearchResult[] = [];
  for (const attempt of attempts) {
    results = index.search(question, { boost, prefix, boostDocument, ...attempt });
    if (results.length > 0) break;
  }
  const counts = new Map<string, number>();
  return sectionsFirst(results, wordsOf(question))
    .filter((result) => takes(counts, result))
    .slice(0, 30)
    .map(shown);
}

const pageOf = ({ id }: SearchResult): string => String(id).split("#")[0] ?? "";

/** Puts a section whose heading answers the question before its page, unless the page's heading answers it too. */
function sectionsFirst(results: readonly SearchResult[], asked: readonly string[]): SearchResult[] {
  const pages = new Map(
    results.filter((one) => one.id === pageOf(one)).map((one) => [pageOf(one), one]),
  );
  return results
    .map((result) => {
      const page = pages.get(pageOf(result));
      if (!page || page === result || page.score < result.score) return result;
      const isAnswer =
        answers(result, `${result.heading} ${result.find} ${result.thai}`, asked) &&
        !answers(page, page.heading, asked);
      return isAnswer ? { ...result, score: page.score + result.score / 1_000_000 } : result;
    })
    .sort((a, b) => b.score - a.score);
}

/** Whether a text has all words of a question. A question of one word can have mistakes. */
function answers({ terms }: SearchResult, text: string, asked: readonly string[]): boolean {
  const words = wordsOf(text);
  return asked.every((one) =>
    words.some((word) => word.startsWith(one) || (asked.length === 1 && terms.includes(word))),
  );
}

function takes(counts: Map<string, number>, result: SearchResult): boolean {
  const page = pageOf(result);
  const count = (counts.get(page) ?? 0) + 1;
  counts.set(page, count);
  return count <= 3;
}

const shown = ({ id, page, heading, text, kind, score, terms }: SearchResult): Found => ({
  id: String(id),
  page,
  heading,
  excerpt: excerptAround(text, terms),
  kind,
  score,
});
