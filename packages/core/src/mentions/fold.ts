import { space } from "./line.ts";
import { matchEnd } from "./sticky.ts";
import { withoutIgnored } from "./visible.ts";

// Characters that belong to the one before them: combining marks and the like, skin tones, ZWJ,
// vowels and finals of Hangul, and the vowels of Thai and Lao that form a unit with preceding marks.
const extender =
  "[\\p{M}\\p{Gr_Ext}\\p{EMod}\\u200D\\u1160-\\u11FF\\uD7B0-\\uD7FF\\u0E32\\u0E33\\u0EB3]";
// ZWJ and variation selectors form emoji. After a letter they mean nothing, so they end a name.
const letter = `[\\p{L}--\\p{Emoji}][${extender}--[\\u200D\\uFE0E\\uFE0F]]*`;
const other = `(?:\\p{RI}\\p{RI}|[^])(?:\\u200D\\p{ExtPict}|${extender})*`;
const cluster = new RegExp(`${space}+|\u0E40\u0E40${extender}*|${letter}|${other}`, "vy");
const isSpace = new RegExp(`^${space}`);

/** The lowest code unit that can be an extender. */
const firstExtender = 0x300;

/**
 * Returns the end of the cluster that begins at `start`. A cluster is a character as a reader sees it,
 * two `เ` that look like one `แ`, or a run of spaces. Names begin and end between clusters.
 */
export function clusterEnd(text: string, start: number): number {
  const code = text.charCodeAt(start);
  // Most characters need no regular expression: no kind of space, and no extender can follow.
  const isPlain =
    code > 0x20 && code < 0x1680 && code !== 0xa0 && !(text.charCodeAt(start + 1) >= firstExtender);
  return isPlain ? start + 1 : matchEnd(cluster, text, start);
}

// Unicode's text process format allows at most 30 marks on a character. Normalizing sorts the marks,
// which takes quadratic time for many more.
const maxClusterLength = 64;

// A language uses a few hundred clusters again and again. The maximum keeps made-up ones from filling
// the memory.
const folds = new Map<string, string>();
const maxFolds = 4096;

/** Folds one cluster, see {@link fold}. */
export function foldCluster(typed: string): string {
  const known = folds.get(typed);
  if (known !== undefined) return known;
  if (isSpace.test(typed)) return " ";
  if (typed.length > maxClusterLength) return typed;
  const lower = typed.normalize().toLowerCase().replace("ς", "σ");
  let folded = foldPunctuation(lower);
  // Normalizing can move a mark to where it can be replaced. Each round moves marks in one direction, so this ends.
  for (let last = ""; last !== folded; ) {
    last = folded;
    folded = foldThai(folded).normalize();
  }
  if (folds.size >= maxFolds) folds.clear();
  folds.set(typed, folded);
  return folded;
}

/** Replaces the apostrophes and hyphens that programs put in names. An en dash is no hyphen. */
function foldPunctuation(text: string): string {
  return text.replace(/[\u2019\u02BC]/g, "'").replace(/[\u2010\u2011]/g, "-");
}

/** Replaces misspellings of Thai by the correct spelling that looks the same. */
function foldThai(text: string): string {
  return text
    .replace(/\u0E40\u0E40/g, "\u0E41")
    .replace(
      /([\u0E48-\u0E4B\u0E4D]*)([\u0E32\u0E33])((?:[\u0E48-\u0E4B]+(?![\u0E32\u0E33\u0E48-\u0E4D]))?)/g,
      (all, before: string, vowel, after) =>
        // Nikhahit and sara aa are a sara am in two parts; the tone mark may be on either side.
        vowel === "\u0E33" || before.includes("\u0E4D")
          ? `${before.replaceAll("\u0E4D", "")}${after}\u0E33`
          : all,
    )
    .replace(
      /[\u0E31\u0E34-\u0E37\u0E47-\u0E4B\u0E4D]{2,}/g,
      // Tone marks come after all vowels.
      (marks) => marks.replace(/[\u0E48-\u0E4B]/g, "") + marks.replace(/[^\u0E48-\u0E4B]/g, ""),
    );
}

/**
 * Folds a text for comparing names: NFC, lower case independent of the locale, runs of spaces as one
 * space, no invisible characters, one apostrophe and one hyphen, one spelling for Thai spellings that
 * look the same. Not NFKC: ① is not 1. Line breaks stay.
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

/** Folds a name. Line breaks become spaces, because a name has one line. */
export function foldName(name: string): string {
  return fold(withoutIgnored(name).replace(/\s+/g, " ").trim());
}

/** Whether `index` is between two clusters, at the start or at the end of the text. */
export function isBoundary(text: string, index: number): boolean {
  let at = 0;
  while (at < index) at = clusterEnd(text, at);
  return at === index;
}
