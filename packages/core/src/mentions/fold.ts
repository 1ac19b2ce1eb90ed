import { space } from "./line.ts";
import { matchEnd } from "./sticky.ts";
import { withoutIgnored } from "./visible.ts";

// What never stands alone: combining marks and the like, skin tones, ZWJ, vowels and finals of Hangul, and the vowels of
// Thai and Lao that make one spelling with the marks before them.
const extender =
  "[\\p{M}\\p{Gr_Ext}\\p{EMod}\\u200D\\u1160-\\u11FF\\uD7B0-\\uD7FF\\u0E32\\u0E33\\u0EB3]";
const cluster = new RegExp(
  `${space}+|(?:\u0E40\u0E40|\\p{RI}\\p{RI}|[^])(?:\\u200D\\p{ExtPict}|${extender})*`,
  "uy",
);
const isSpace = new RegExp(`^${space}`);

/** The first character that can be the extender of another. */
const firstExtender = 0x300;

/**
 * Where the cluster ends that starts here: what a reader takes for one character, two `เ` that look like one `แ`, or a
 * run of spaces. Names begin and end between clusters.
 */
export function clusterEnd(text: string, start: number): number {
  const code = text.charCodeAt(start);
  // Most text needs no expression: no space of any kind, and followed by nothing that could belong to it.
  const isPlain =
    code > 0x20 && code < 0x1680 && code !== 0xa0 && !(text.charCodeAt(start + 1) >= firstExtender);
  return isPlain ? start + 1 : matchEnd(cluster, text, start);
}

// Unicode allows 30 marks on one character in text that is meant to be processed; sorting many more takes square time.
const longestCluster = 64;

// Languages use a few hundred clusters over and over. What somebody makes up beyond that may not fill the memory.
const folds = new Map<string, string>();
const mostFolds = 4096;

/** One cluster as it is compared. */
export function foldCluster(typed: string): string {
  const known = folds.get(typed);
  if (known !== undefined) return known;
  if (isSpace.test(typed)) return " ";
  if (typed.length > longestCluster) return typed;
  const folded = foldThai(typed.normalize().toLowerCase().replace("ς", "σ")).normalize();
  if (folds.size >= mostFolds) folds.clear();
  folds.set(typed, folded);
  return folded;
}

/** Spellings of Thai that look alike and are typed by mistake. */
function foldThai(text: string): string {
  return text
    .replace(/\u0E40\u0E40/g, "\u0E41")
    .replace(
      /([\u0E48-\u0E4B\u0E4D]*)([\u0E32\u0E33])((?:[\u0E48-\u0E4B]+(?![\u0E32\u0E33\u0E48-\u0E4D]))?)/g,
      (all, before: string, vowel, after) =>
        // Nikhahit and sara aa are a sara am taken apart, whichever side of them the tone mark was typed on.
        vowel === "\u0E33" || before.includes("\u0E4D")
          ? `${before.replaceAll("\u0E4D", "")}${after}\u0E33`
          : all,
    )
    .replace(/([\u0E48-\u0E4B]+)([\u0E31\u0E34-\u0E37\u0E47\u0E4D]+)/g, "$2$1");
}

/**
 * A text as names are compared: NFC, lower case without regard to the locale, runs of spaces as one space, invisible
 * characters left out, Thai spellings that look alike made one. Never NFKC: ① is not 1. Line breaks stay.
 *
 * @example
 * ```ts
 * fold("เเก้ว  José"); // "แก้ว josé"
 * ```
 */
export function fold(typed: string): string {
  const text = withoutIgnored(typed);
  let folded = "";
  for (let start = 0; start < text.length; ) {
    const end = clusterEnd(text, start);
    folded += foldCluster(text.slice(start, end));
    start = end;
  }
  return folded;
}

/** A name as it is compared; a name has one line. */
export function foldName(name: string): string {
  return fold(withoutIgnored(name).replace(/\s+/g, " ").trim());
}

/** Whether an index of a text lies between two clusters. */
export function isBoundary(text: string, index: number): boolean {
  let at = 0;
  while (at < index) at = clusterEnd(text, at);
  return at === index;
}
