/**
 * Small letters of other scripts that look like Latin ones, and the digits and capitals that do. A part
 * of the table of Unicode's UTS 39: the letters that whole words can be written with.
 */
const latin = {
  a: "аɑα",
  b: "ƅьвβ",
  c: "сϲⅽ",
  d: "ԁⅾ",
  e: "еєҽε",
  f: "ϝք",
  g: "ɡցԍ",
  h: "һհн",
  i: "іιıɩӏɪ",
  j: "јϳյ",
  k: "кκ",
  l: "1I|ⅼןІΙ",
  m: "мⅿμ",
  n: "ոռη",
  o: "0оοօסο๐ഠ",
  p: "рρϱ",
  q: "ԛգզ",
  r: "гᴦ",
  s: "ѕꜱ",
  t: "тτᴛ",
  u: "цսυʋ",
  v: "ѵνⅴ",
  w: "ѡԝա",
  x: "хχⅹ",
  y: "уүγყ",
  z: "ᴢζ",
} as const;

const looksLike = new Map(
  Object.entries(latin).flatMap(([letter, others]) =>
    [...others].map((other) => [other, letter] as const),
  ),
);

/** Scripts with letters that look alike. A name in two of them is a trap, or a slip of the keyboard. */
const alike: readonly (readonly [name: string, letter: RegExp])[] = [
  ["Latin", /\p{Script=Latin}/u],
  ["Cyrillic", /\p{Script=Cyrillic}/u],
  ["Greek", /\p{Script=Greek}/u],
  ["Armenian", /\p{Script=Armenian}/u],
  ["Cherokee", /\p{Script=Cherokee}/u],
  ["Coptic", /\p{Script=Coptic}/u],
];

/** Returns the scripts of a name that have letters in common for the eye, if there are several. */
export function mixedScripts(name: string): readonly string[] {
  const found = alike.filter(([, letter]) => letter.test(name)).map(([script]) => script);
  return found.length > 1 ? found : [];
}

/** Characters without a shape, e.g. a joiner between letters, and the blank of Braille. */
const invisible = /[\p{Default_Ignorable_Code_Point}\u2800]/gu;

/**
 * Returns what a name looks like: two names that a reader takes for one have the same. It is only for
 * comparing, and no name itself.
 */
export function skeleton(name: string): string {
  const one = (character: string) => looksLike.get(character) ?? character;
  // A capital is compared as it is first: I looks like l, and i doesn't.
  const alike = (character: string) =>
    looksLike.get(character) ?? [...character.toLowerCase()].map(one).join("");
  const visible = name.normalize("NFKC").replace(invisible, "");
  return [...visible].map(alike).join("").replaceAll("rn", "m");
}
