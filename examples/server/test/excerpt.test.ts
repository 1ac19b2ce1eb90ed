import { expect, test } from "vitest";

/** The page's modules have no types for TypeScript here. */
const { excerptOf } = (await import(`../public/js/${"excerpt"}.js`)) as {
  excerptOf(text: string): string;
};

const graphemes = new Intl.Segmenter("th", { granularity: "grapheme" });
const characters = (text: string) => [...graphemes.segment(text)].map(({ segment }) => segment);

test.each(["👨‍👩‍👧", "🇹🇭", "น้ำ", "🏳️‍🌈", "👍🏽", "x"])(
  "an answered text is cut between characters as people see them: %s (I11)",
  (kind) => {
    for (let before = 0; before <= 201; before++) {
      const text = `${"a".repeat(before)}${kind.repeat(300)}`;
      const shown = characters(excerptOf(text));
      expect(shown).toEqual(characters(text).slice(0, shown.length));
      expect(shown.length).toBeLessThanOrEqual(200);
      expect(shown.length).toBeGreaterThan(50);
    }
    expect(excerptOf(kind.repeat(20))).toBe(kind.repeat(20));
    expect(excerptOf(`e${"\u0301".repeat(100_000)}`).length).toBeLessThanOrEqual(800);
  },
);
