import { describe, expect, test } from "vitest";
import { shorten } from "../src/notifications/excerpt.ts";

const graphemes = new Intl.Segmenter("th", { granularity: "grapheme" });
const characters = (text: string) => [...graphemes.segment(text)].map(({ segment }) => segment);

describe("an excerpt is cut between characters as people see them (I11)", () => {
  const kinds = [
    "👨‍👩‍👧",
    "🇹🇭",
    "น้ำ",
    "e\u0301",
    "👍🏽",
    "1️⃣",
    "ที่",
    "한",
    "\u1112\u1161\u11ab",
    "🏳️‍🌈",
    "🏴󠁧󠁢󠁥󠁮󠁧󠁿",
    "क्षि",
    "x",
  ];
  test.each(kinds)("%s", (kind) => {
    // After few letters, the limit in UTF-16 units cuts before the one in characters.
    for (const before of [...Array(17).keys(), ...Array.from({ length: 12 }, (_, i) => 130 + i)]) {
      const text = `${"a".repeat(before)}${kind.repeat(300)}`;
      const short = shorten(text);
      expect(short.endsWith("…")).toBe(true);
      const shown = characters(short.slice(0, -1));
      expect(shown).toEqual(characters(text).slice(0, shown.length));
      expect(shown.length).toBeLessThanOrEqual(140);
    }
    expect(shorten(kind.repeat(20))).toBe(kind.repeat(20));
  });

  test("a text of up to 140 characters is whole, and longer ones have 140", () => {
    expect(shorten("🇹🇭".repeat(139))).toBe("🇹🇭".repeat(139));
    expect(shorten("ก".repeat(140))).toBe("ก".repeat(140));
    expect(shorten("ก".repeat(141))).toBe(`${"ก".repeat(140)}…`);
    expect(shorten(`${"ab\n ".repeat(100)}`)).toBe(`${"ab ".repeat(46)}ab…`);
  });

  test("one endless character is cut, and takes no time", () => {
    const short = shorten(`e${"\u0301".repeat(1_000_000)}`);
    expect(short.length).toBeLessThan(600);
    expect(short.isWellFormed()).toBe(true);
  });
});
