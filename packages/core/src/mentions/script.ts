// Building blocks of regular expressions. `\p{…}` keeps Unicode tables out of the bundle.

/**
 * The inside of a character class: scripts that put no space between words. Uses script extensions,
 * because ー belongs to two of them.
 */
const unspacedScripts = ["Thai", "Laoo", "Khmr", "Mymr", "Hani", "Hira", "Kana", "Bopo", "Tibt"]
  .map((script) => `\\p{scx=${script}}`)
  .join("");

/** A character class: letters of those scripts. */
export const unspacedLetter = `[[${unspacedScripts}]&&\\p{L}]`;

/** A character class: the characters of a word before `@`, `:` or `/` in an address. */
export const addressWord = `[[\\p{L}\\p{M}\\p{Nd}_.+%~\\-]--[${unspacedScripts}]]`;

/** A character class: letters, digits and `_` of all other scripts. */
export const spacedWord = `[[\\p{L}\\p{Nd}_]--[${unspacedScripts}]]`;

/** An odd number of backslashes, for a lookbehind: they escape the next character. */
export const oddBackslashes = "(?<!\\\\)\\\\(?:\\\\\\\\)*";

/** A character class: the at-signs that begin a mention. */
export const atSign = "[@＠﹫]";

export function isAtSign(character: string | undefined): boolean {
  return character === "@" || character === "＠" || character === "﹫";
}

const ends = {
  spaced: new RegExp(`${spacedWord}\\p{M}*$`, "v"),
  unspaced: new RegExp(`[${unspacedScripts}]\\p{M}*$`, "v"),
};

/**
 * Says whether the script of a name's last letter puts spaces between words. Null if the name ends in
 * something else, like 🟢 or a bracket.
 */
export function scriptAtEnd(name: string): "spaced" | "unspaced" | null {
  // With `$` the engine tries every position, so it only gets the last characters.
  const tail = name.slice(-16);
  return ends.spaced.test(tail) ? "spaced" : ends.unspaced.test(tail) ? "unspaced" : null;
}
