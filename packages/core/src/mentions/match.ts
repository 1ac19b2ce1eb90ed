import type { NameTargets, PreparedDirectory } from "./directory.ts";
import { clusterEnd, foldCluster } from "./fold.ts";
import { isAtSign, koreanParticles, spacedWord } from "./script.ts";
import { matchesAt } from "./sticky.ts";
import { TrieWalk } from "./trie.ts";
import { domainEnd } from "./url.ts";

/** A name of the directory, found in a text. */
export interface NameMatch {
  readonly end: number;
  readonly name: NameTargets;
}

// Vowels that are written after their consonant: a name can't end before one. Some of them (sara aa,
// sara am) are extenders too, so they never begin a cluster anyway.
const dependentVowel = /[\u0E30\u0E32\u0E33\u0E45\u0EB0\u0EB2\u0EB3]/y;
// A single sign between two letters continues a word, and so do underscores: `@bob.com`, `@bob_x`.
const wordGoesOn = new RegExp(`(?:[.\\-\\/*\\~\\u2010\\u2011]|_+)?${spacedWord}`, "vy");
const anyWordGoesOn = /(?:[.\-/*~\u2010\u2011]|_+)?[\p{L}\p{Nd}]/uy;
const particles = new RegExp(koreanParticles, "vy");
const letter = /\p{L}/uy;
const word = /[\p{L}\p{N}]/u;

/** Whether two names mean the same people. */
const isSame = ({ targets: a }: NameTargets, { targets: b }: NameTargets): boolean =>
  a.length === b.length && a.every(({ kind, id }, i) => b[i]?.kind === kind && b[i]?.id === id);

/**
 * Returns a function that finds the longest name after the at-sign at `at`, ending at `limit` at the
 * latest. A name never includes the next at-sign, so all searches in a text together take time in
 * proportion to its length.
 */
export function matcher({ names }: PreparedDirectory, unspaced: "prefix" | "strict") {
  const mayEnd = (text: string, { end, name }: NameMatch): boolean => {
    if (matchesAt(dependentVowel, text, end)) return false;
    if (name.endsIn === "unspaced") return unspaced === "prefix" || !matchesAt(letter, text, end);
    if (name.endsIn === null) return true;
    if (name.endsIn === "hangul" && matchesAt(particles, text, end)) return true;
    // Thai and other unspaced text may follow a Latin name directly: `@aliceครับ`.
    const goesOn = unspaced === "prefix" ? wordGoesOn : anyWordGoesOn;
    return !(matchesAt(goesOn, text, end) || isAddress(text, end));
  };
  return (text: string, at: number, limit: number): NameMatch | null => {
    const matches: NameMatch[] = [];
    const walk = new TrieWalk(names);
    for (let start = at + 1; start < limit && !isAtSign(text[start]); ) {
      const end = clusterEnd(text, start);
      if (!walk.follow(foldCluster(text.slice(start, end)))) break;
      start = end;
      if (walk.value !== undefined) matches.push({ end, name: walk.value });
    }
    const ended = matches.filter((match) => mayEnd(text, match));
    const longest = ended.at(-1);
    if (!longest) return null;
    // Nobody takes the handle of somebody else, or the word of a group, with a name that only adds
    // signs to it. Otherwise a person called "everyone." got what is written to everyone.
    const own = ended.find(
      ({ end, name }) => name.rank < longest.name.rank && !word.test(text.slice(end, longest.end)),
    );
    return own && !isSame(own.name, longest.name) ? own : longest;
  };
}

/** Whether a name that ends here is the first half of an address, as in `@alice@example.com`. */
function isAddress(text: string, end: number): boolean {
  return isAtSign(text[end]) && domainEnd(text, end + 1) >= 0;
}
