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

/** The particles and titles that Korean writes directly after a name, like the 님 of `@민수님`. */
const particle = [
  ...[
    "님",
    "씨",
    "군",
    "양",
    "아",
    "야",
    "이야",
    "이",
    "가",
    "은",
    "는",
    "을",
    "를",
    "의",
    "에",
    "에게",
    "에게서",
  ],
  ...[
    "께",
    "께서",
    "한테",
    "한테서",
    "와",
    "과",
    "랑",
    "이랑",
    "하고",
    "도",
    "만",
    "까지",
    "부터",
    "처럼",
    "보다",
  ],
  ...[
    "로",
    "으로",
    "라고",
    "이라고",
    "요",
    "이요",
    "예요",
    "이에요",
    "입니다",
    "들",
    "네",
    "팀장님",
    "과장님",
  ],
  ...["부장님", "대리님", "차장님", "사장님", "선생님", "선배", "선배님"],
].join("|");

/** One to three particles up to the end of a Korean word. */
export const koreanParticles = `(?:${particle}){1,3}(?!\\p{scx=Hang})`;

/** A character class: letters and digits of all other scripts. */
export const spacedWord = `[[\\p{L}\\p{Nd}]--[${unspacedScripts}]]`;

/**
 * The regular expression for the marks of a letter. An emoji made of a letter or digit (ℹ️, 1️⃣) has
 * VS16 or the keycap sign, and these don't count.
 */
export const letterMarks = "[\\p{M}--[\\uFE0F\\u20E3]]*";

/** An odd number of backslashes, for a lookbehind: they escape the next character. */
export const oddBackslashes = "(?<!\\\\)\\\\(?:\\\\\\\\)*";

/** A character class: the at-signs that begin a mention. */
export const atSign = "[@＠﹫]";

export function isAtSign(character: string | undefined): boolean {
  return character === "@" || character === "＠" || character === "﹫";
}

const ends = {
  hangul: /\p{scx=Hang}$/u,
  spaced: new RegExp(`(?:${spacedWord}|_)\\p{M}*$`, "v"),
  unspaced: new RegExp(`[${unspacedScripts}]\\p{M}*$`, "v"),
};

/** The script of a name's last letter, as far as it decides what may follow the name. */
export type NameEnd = "spaced" | "unspaced" | "hangul" | null;

/**
 * Says whether the script of a name's last letter puts spaces between words. Hangul does, but its
 * particles follow without a space. Null if the name ends in something else, like 🟢 or a bracket.
 */
export function scriptAtEnd(name: string): NameEnd {
  // With `$` the engine tries every position, so it only gets the last characters.
  const tail = name.slice(-16);
  if (ends.hangul.test(tail)) return "hangul";
  return ends.spaced.test(tail) ? "spaced" : ends.unspaced.test(tail) ? "unspaced" : null;
}
