/**
 * For each small Latin letter, the characters that look like it: letters of other scripts, digits and capitals. It is
 * a part of the table in Unicode's UTS 39: the letters with which whole words can be written.
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

/**
 * More characters of UTS 39: small capitals, signs, and characters that look like two others (ӏ looks like i and
 * like l). They are not in `latin`, so that the keys of the handles that are already in databases stay the same.
 */
const more = {
  3: "зӡ",
  6: "б",
  a: "ᴀ⍺",
  ae: "æꜳ",
  b: "ʙꞵ",
  c: "ᴄငၚ",
  d: "ᴅ",
  e: "ᴇꬲ℮⋿",
  f: "ꬵꞙƒẝ",
  g: "ɢᶃƍ",
  h: "ʜΗ",
  i: "ɪꙇւ⍳",
  j: "ᴊʝ",
  k: "ᴋ",
  l: "ʟƖӀӏǀ∣⏽丨\u1175\u05c0\u05d5\u0627\u0661\u06f1",
  ll: "ǁ∥\u05f0",
  m: "ᴍϻ",
  n: "ɴΝ",
  o: "ᴏᴑꬽσჿዐ〇०০੦૦ଠ୦௦ం౦ಂ೦ം൦ං໐ဝ၀០\u110b\u0647\u0665\u06be\u06c1\u06d5\u06f5",
  oe: "œ",
  oo: "ꝏꚙ∞",
  p: "ᴘþƿϸ⍴",
  q: "ꞯ",
  r: "ʀꭇꭈ",
  s: "ƽՏട",
  t: "⊤⟙",
  u: "ᴜꞟꭎꭒሀ∪⋃",
  v: "ᴠ∨⋁\u05d8\u0667\u06f7",
  w: "ᴡɯш",
  x: "ꭓ×⤫⤬⨯",
  y: "ʏɣᶌỿꭚΥ",
  // Obsolete and rare Thai letters, and the Chinese characters that look like Japanese letters.
  ข: "ฃ",
  ค: "ฅ",
  ท: "ฑ",
  า: "ๅ",
  カ: "力",
  エ: "工",
  タ: "夕",
  ト: "卜",
  ニ: "二",
  ノ: "丿",
  ハ: "八",
  ヘ: "へ",
  ロ: "口",
  ー: "一",
} as const;

const pairs = (table: { readonly [letter: string]: string }) =>
  Object.entries(table).flatMap(([letter, others]) =>
    [...others].map((other) => [other, letter] as const),
  );

const firstLook = new Map(pairs(latin));
const secondLook = new Map([...firstLook, ...pairs(more)]);

/** The capitals in black circles and squares, such as 🅰. */
const boxed = /[\u{1f150}-\u{1f169}\u{1f170}-\u{1f189}]/gu;
const unboxed = (letter: string) =>
  String.fromCharCode(65 + (((letter.codePointAt(0) ?? 0) - 0x1f150) % 32));

/** Characters without a shape, e.g. a joiner between letters, and the blank of Braille. */
const invisible = /[\p{Default_Ignorable_Code_Point}\u2800]/gu;

/** Returns a name without invisible characters. Letters that differ only in style, such as 𝐚, become plain ones. */
export const visibleShape = (name: string): string => name.normalize("NFKC").replace(invisible, "");

/**
 * Returns texts that stand for the look of a name. Two names that a reader could confuse have one of these texts in
 * common. Use the texts only to compare names, and do not show them.
 */
export function skeletons(name: string): readonly string[] {
  const shape = visibleShape(name);
  return [lookOf(shape, firstLook), lookOf(shape.replace(boxed, unboxed), secondLook)];
}

function lookOf(shape: string, table: ReadonlyMap<string, string>): string {
  const one = (character: string) => table.get(character) ?? character;
  // A capital letter is looked up before its small letter: I looks like l, and i does not.
  const alike = (character: string) =>
    table.get(character) ?? [...character.toLowerCase()].map(one).join("");
  return [...shape].map(alike).join("").replaceAll("rn", "m");
}
