import { visibleShape } from "./look-alikes.ts";

/** The scripts that people write their languages with today: the recommended ones of Unicode's UAX 31. */
const scripts =
  "Latin Han Hiragana Katakana Bopomofo Hangul Thai Arabic Armenian Devanagari Bengali Cyrillic Ethiopic Georgian Greek Gujarati Gurmukhi Hebrew Kannada Khmer Lao Malayalam Myanmar Oriya Sinhala Tamil Telugu Thaana Tibetan".split(
    " ",
  );

/** The scripts that one name may have besides Latin: as UTS 39 says in "Highly Restrictive", and Thai. */
const besideLatin = ["Han Hiragana Katakana", "Han Bopomofo", "Han Hangul", "Thai"];

/** The inside of a character class: signs, emoji, digits and marks that belong to no script. */
const common = "\\p{scx=Common}\\p{scx=Inherited}\\p{ExtPict}";

// Script extensions, because ー belongs to Hiragana and Katakana, and ٠ to Arabic only.
const letters = (names: readonly string[]) => names.map((name) => `\\p{scx=${name}}`).join("");

const together = [
  ...scripts.map((script) => [script]),
  ...besideLatin.map((others) => ["Latin", ...others.split(" ")]),
].map((names) => new RegExp(`^[${common}${letters(names)}]*$`, "u"));

const isCommon = new RegExp(`[${common}]`, "u");
const unusual = new RegExp(`[^${common}${letters(scripts)}]`, "u");
const letterOf = scripts.map((script) => [script, new RegExp(letters([script]), "u")] as const);

/** Returns the scripts of a name if no language uses them together in one word. Otherwise the list is empty. */
export function mixedScripts(name: string): readonly string[] {
  const shape = visibleShape(name);
  if (together.some((allowed) => allowed.test(shape))) return [];
  const found = new Set(
    [...shape]
      .filter((character) => !isCommon.test(character))
      .map((character) => letterOf.find(([, letter]) => letter.test(character))?.[0] ?? "other"),
  );
  const different = [...scripts, "other"].filter((script) => found.has(script));
  return different.length > 1 ? different : [];
}

/**
 * Whether a name has a letter of a script that few people can read, such as Lisu or Coptic. Many of
 * these letters look like Latin ones.
 */
export const hasUnusualScript = (name: string): boolean => unusual.test(visibleShape(name));
