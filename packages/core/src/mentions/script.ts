// Regular expressions are composed from these; `\p{…}` keeps the tables of Unicode out of the bundle.

/** The inside of a class: scripts that put no space between words. By extension, because ー belongs to two of them. */
const unspacedScripts = ["Thai", "Laoo", "Khmr", "Mymr", "Hani", "Hira", "Kana", "Bopo", "Tibt"]
  .map((script) => `\\p{scx=${script}}`)
  .join("");

/** A class: letters of those scripts. */
export const unspacedLetter = `[[${unspacedScripts}]&&\\p{L}]`;

/** A class: what a word before `@`, `:` or `/` in an address consists of. */
export const addressWord = `[[\\p{L}\\p{M}\\p{Nd}_.+%~\\-]--[${unspacedScripts}]]`;

/** A class: letters, digits and `_` of all other scripts. */
export const spacedWord = `[[\\p{L}\\p{Nd}_]--[${unspacedScripts}]]`;

/** What makes the next character stand for itself; to be looked back for. */
export const oddBackslashes = "(?<!\\\\)\\\\(?:\\\\\\\\)*";

/** A class: the at-signs that begin a mention. */
export const atSign = "[@＠﹫]";

export function isAtSign(character: string | undefined): boolean {
  return character === "@" || character === "＠" || character === "﹫";
}

const ends = {
  spaced: new RegExp(`${spacedWord}\\p{M}*$`, "v"),
  unspaced: new RegExp(`[${unspacedScripts}]\\p{M}*$`, "v"),
};

/** What kind of script a name ends in; null when it ends in neither, like 🟢 or a bracket. */
export function scriptAtEnd(name: string): "spaced" | "unspaced" | null {
  // A name is short, and yet: `$` makes the engine try every position, so it sees only the last characters.
  const tail = name.slice(-16);
  return ends.spaced.test(tail) ? "spaced" : ends.unspaced.test(tail) ? "unspaced" : null;
}
