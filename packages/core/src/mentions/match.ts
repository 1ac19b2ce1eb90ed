import type { Named, PreparedDirectory } from "./directory.ts";
import { clusterEnd, foldCluster } from "./fold.ts";
import { isAtSign } from "./script.ts";
import { matchesAt } from "./sticky.ts";
import { TrieWalk } from "./trie.ts";
import { domainEnd } from "./url.ts";

/** A name of the directory in a text. */
export interface Match {
  readonly end: number;
  readonly named: Named;
}

// Written after the consonant they belong to. Those that are extenders (sara aa, sara am) never stand between clusters.
const dependentVowel = /[\u0E30\u0E32\u0E33\u0E45\u0EB0\u0EB2\u0EB3]/y;
const wordGoesOn = /[.\-/]?[\p{L}\p{Nd}_]/uy;
const letter = /\p{L}/uy;

/**
 * Finds the longest name after an at-sign. A name never reaches over the next at-sign: so the walks of all at-signs
 * together are no longer than the text.
 */
export function matcher({ names }: PreparedDirectory, unspaced: "prefix" | "strict") {
  const mayEnd = (text: string, { end, named }: Match): boolean => {
    if (matchesAt(dependentVowel, text, end)) return false;
    if (named.endsIn === "unspaced") return unspaced === "prefix" || !matchesAt(letter, text, end);
    return named.endsIn === null || !(matchesAt(wordGoesOn, text, end) || isAddress(text, end));
  };
  return (text: string, at: number, limit: number): Match | null => {
    const matches: Match[] = [];
    const walk = new TrieWalk(names);
    for (let start = at + 1; start < limit && !isAtSign(text[start]); ) {
      const end = clusterEnd(text, start);
      if (!walk.along(foldCluster(text.slice(start, end)))) break;
      start = end;
      if (walk.value !== undefined) matches.push({ end, named: walk.value });
    }
    return matches.findLast((match) => mayEnd(text, match)) ?? null;
  };
}

/** `@alice` in `@alice@example.com` is the first half of an address. */
function isAddress(text: string, end: number): boolean {
  return isAtSign(text[end]) && domainEnd(text, end + 1) >= 0;
}
