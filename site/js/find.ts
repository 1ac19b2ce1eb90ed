import MiniSearch, { type Options, type SearchResult } from "minisearch";
import { wordsOf } from "./words.ts";

/** One entry of the index: a part of a page, below one heading. */
export interface Indexed {
  /** The link to the part, from the site's root. */
  readonly id: string;
  readonly page: string;
  readonly heading: string;
  readonly text: string;
  /** More words by which people search for the page. */
  readonly find: string;
  /** The first words of the text, to show. */
  readonly excerpt: string;
  readonly kind: "guide" | "package" | "inside" | "reference";
  readonly language: string;
}

export interface Found {
  readonly id: string;
  readonly page: string;
  readonly heading: string;
  readonly excerpt: string;
  readonly kind: Indexed["kind"];
  readonly score: number;
}

/** Guides explain, so they come first. The reference has a page for each name. */
const weights = { guide: 1, package: 0.6, inside: 0.4, reference: 0.25 } as const;

const options: Options<Indexed> = {
  fields: ["page", "heading", "find", "text"],
  storeFields: ["page", "heading", "excerpt", "kind", "language"],
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

/**
 * Finds the parts of pages that fit a question, the best one first, with at most three parts of one page. Parts with
 * all words come before parts with some of them.
 */
export function find(index: MiniSearch<Indexed>, question: string, language = "en"): Found[] {
  const settings = {
    boost: { page: 4, heading: 3, find: 14, text: 1 },
    prefix: (term: string) => term.length > 2,
    fuzzy: (term: string) => (term.length > 5 ? 0.15 : false),
    boostDocument: (_id: string, _term: string, stored?: Record<string, unknown>) =>
      weights[stored?.kind as Indexed["kind"]] * (stored?.language === language ? 1.2 : 0.6),
  };
  const all = index.search(question, { ...settings, combineWith: "AND" });
  const results = all.length > 0 ? all : index.search(question, settings);
  const counts = new Map<string, number>();
  return results
    .filter((result) => takes(counts, result))
    .slice(0, 30)
    .map(shown);
}

function takes(counts: Map<string, number>, { id }: SearchResult): boolean {
  const [page = ""] = String(id).split("#");
  const count = (counts.get(page) ?? 0) + 1;
  counts.set(page, count);
  return count <= 3;
}

const shown = ({ id, page, heading, excerpt, kind, score }: SearchResult): Found => ({
  id: String(id),
  page,
  heading,
  excerpt,
  kind,
  score,
});
