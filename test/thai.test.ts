import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

interface Translation {
  readonly thai: string;
  readonly english: string;
  /** The parts of the English page that the Thai page has. */
  readonly parts: readonly RegExp[];
}

const whole = /[\s\S]+/;
const translations: readonly Translation[] = [
  {
    thai: "README.th.md",
    english: "README.md",
    parts: [
      /^People submit[\s\S]*?(?=^!)/m,
      /^## What your app gets$[\s\S]*?(?=^## )/m,
      /^## What is promised$[\s\S]*?(?=^\[ARCH)/m,
    ],
  },
  { thai: "docs/th/quick-start.md", english: "docs/quick-start.md", parts: [whole] },
  {
    thai: "examples/server/README.th.md",
    english: "examples/server/README.md",
    // Without the table of the source files.
    parts: [/^# [\s\S]*?(?=^## The files$)/m, /^## Settings$[\s\S]+/m],
  },
];

/**
 * The shape of a text: its headings, the number of its paragraphs and list entries, and its code, links
 * and numbers. So another wording leaves the Thai page as it is, and another content does not.
 */
function shapeOf(text: string): string {
  const blocks = text.split(/\n{2,}|\n(?=- |\d+\. )/);
  return blocks
    .map((block) => {
      if (/^(#|```)/.test(block)) return block;
      const kind = /^(- |\d+\. |\|)?/.exec(block)?.[0] ?? "";
      const facts = block.match(/`[^`]+`|\]\([^)]*\)|\d[\d.,]*\d|\d/g) ?? [];
      return [kind, ...facts].join(" ");
    })
    .join("\n");
}

const blocksOf = (text: string): string[] => text.match(/^```[\s\S]*?^```$/gm) ?? [];

test.each(translations)("$thai says what $english says", ({ thai, english, parts }) => {
  const source = readFileSync(english, "utf8");
  const text = parts.map((part) => part.exec(source)?.[0] ?? `${part} is missing`).join("\n");
  const hash = createHash("sha256").update(shapeOf(text)).digest("hex").slice(0, 12);
  const mark = `<!-- in step with ${english} ${hash} -->`;
  expect(
    readFileSync(thai, "utf8").includes(mark),
    `${english} has changed. Change ${thai} in the same way, then end it with:\n${mark}\n`,
  ).toBe(true);
});

test.each(translations)("$thai has the code of $english", ({ thai, english }) => {
  const source = blocksOf(readFileSync(english, "utf8"));
  const blocks = blocksOf(readFileSync(thai, "utf8"));
  expect(blocks.filter((block) => !source.includes(block))).toEqual([]);
  expect(blocks.length).toBeGreaterThanOrEqual(3);
});
