import { letterMarks, spacedWord, unspacedLetter } from "./script.ts";
import { matchEnd, matchesAt } from "./sticky.ts";

// An accent can be a character of its own, behind its letter.
const label = `(?:${spacedWord}${letterMarks}|-)+`;
const firstLetter = `[${spacedWord}&&\\p{L}]${letterMarks}`;
const domain = new RegExp(`(?:${label}\\.)+${firstLetter}${label}`, "vy");
// A URL ends at a letter of a script without spaces (Thai text may go on directly after it) and at
// the punctuation of such scripts.
const rest = new RegExp(`[^\\s<>"\`\u3000-\u303F！-？${unspacedLetter}]*`, "vy");
const path = /(?::\d{1,5})?\//y;

/** Returns the end of a domain with at least one dot that begins at `start`, or -1. */
export function domainEnd(text: string, start: number): number {
  return matchEnd(domain, text, start);
}

/** Whether a path begins at `at`, with or without a port before it. */
export function hasPath(text: string, at: number): boolean {
  return matchesAt(path, text, at);
}

/** Returns the end of a URL that continues at `from`. It stops before an unmatched closing bracket. */
export function urlEnd(text: string, from: number): number {
  const end = matchEnd(rest, text, from);
  let open = 0;
  for (let at = from; at < end; at++) {
    const character = text.charAt(at);
    if ("([".includes(character)) open++;
    else if (")]".includes(character) && open-- === 0) return at;
  }
  return end;
}
