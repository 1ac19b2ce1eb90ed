import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import {
  headlessClauses,
  isWithin,
  longSentences,
  show,
  writtenFiles,
} from "../scripts/plain-english.ts";

test("no sentence begins with a headless Who or What clause", { timeout: 60_000 }, () => {
  const findings = writtenFiles(".").flatMap((file) =>
    headlessClauses(file, readFileSync(file, "utf8")),
  );
  expect(findings.map(show)).toEqual([]);
});

test.each([
  ["docs/roles.md", ".", true],
  ["docs/roles.md", "./docs/", true],
  ["docs/roles.md", "docs/roles.md", true],
  ["docs/roles.md", "doc", false],
])("a file is in a path as one types it: %s in %s is %s", (file, path, expected) => {
  expect(isWithin(file, path)).toBe(expected);
});

const found: readonly { kind: string; file: string; text: string; at: string }[] = [
  {
    kind: "a line comment",
    file: "a.ts",
    text: "const a = 1;\n// Who follows live.\n",
    at: "2: Who follows live.",
  },
  {
    kind: "a later sentence of a comment on several lines",
    file: "a.ts",
    text: "// Sends it. What comes\n// back is checked.\nrun();\n",
    at: "1: What comes back is checked.",
  },
  {
    kind: "a comment behind code",
    file: "a.ts",
    text: "run(); // whose turn it is\n",
    at: "1: whose turn it is",
  },
  {
    kind: "a docstring",
    file: "a.ts",
    text: "/**\n * Reads it.\n *\n * Whoever calls it, waits.\n */\nfunction read() {}\n",
    at: "4: Whoever calls it, waits.",
  },
  {
    kind: "a tag of a docstring",
    file: "a.ts",
    text: "/**\n * Reads it.\n * @param key what to read\n */\nfunction read(key: string) {}\n",
    at: "3: what to read",
  },
  {
    kind: "a comment in JSX-free JavaScript",
    file: "a.js",
    text: "const a = /[/*]/; /* Whatever comes is kept. */\n",
    at: "1: Whatever comes is kept.",
  },
  {
    kind: "a comment within a template",
    file: "a.ts",
    text: `const a = \`//\${b /* whom to tell */}\`;\n`,
    at: "1: whom to tell",
  },
  {
    kind: "a comment of a style sheet",
    file: "a.css",
    text: "a {\n}\n/* What is open. */\n",
    at: "3: What is open.",
  },
  {
    kind: "a comment of a page",
    file: "a.html",
    text: "<p>\n<!-- What is open. -->\n</p>\n",
    at: "2: What is open.",
  },
  {
    kind: "a paragraph",
    file: "a.md",
    text: "# A\n\nOne.\nThen: what is\nkept is kept.\n",
    at: "4: what is kept is kept.",
  },
  {
    kind: "a list item",
    file: "a.md",
    text: "Rules:\n\n- **Who was away** misses nothing\n- 1\n",
    at: "3: **Who was away** misses nothing",
  },
  {
    kind: "a table cell",
    file: "a.md",
    text: "| x | y |\n|---|---|\n| `a|b` | what it is |\n",
    at: "3: what it is",
  },
  {
    kind: "words behind a dash",
    file: "a.md",
    text: "It waits — whose turn comes, runs.\n",
    at: "1: whose turn comes, runs.",
  },
  {
    kind: "words behind quoted ones",
    file: "a.md",
    text: 'He says "Who?". What\'s said is kept.\n',
    at: "1: What's said is kept.",
  },
  {
    kind: "a changeset",
    file: ".changeset/a.md",
    text: '---\n"@taskwire/core": minor\n---\n\nWho may not see it is told so.\n',
    at: "5: Who may not see it is told so.",
  },
  {
    kind: "a test's title",
    file: "a.test.ts",
    text: 'test("what is kept stays", () => {});\n',
    at: "1: what is kept stays",
  },
  {
    kind: "the title of a group of tests",
    file: "a.test.ts",
    text: `describe.each(all)(\`whoever \${x}\`, () => {});\n`,
    at: "1: whoever ▪",
  },
  {
    kind: "a title from a table",
    file: "a.test.ts",
    text: 'it.each([{ title: "who came, goes" }])("$title", () => {});\n',
    at: "1: who came, goes",
  },
  {
    kind: "a title behind a condition",
    file: "a.test.ts",
    text: 'test.skipIf(a).for([1])("it: " + "what comes", () => {});\n',
    at: "1: what comes",
  },
  {
    kind: "a title of a renamed function",
    file: "a.test.ts",
    text: 'import { test as property } from "x";\nproperty.prop([a])("who comes", () => {});\n',
    at: "2: who comes",
  },
  {
    kind: "the name of a planted fault",
    file: "test/faults/a.ts",
    text: 'export const a = [{ number: 1, name: "who left, stays" }];\n',
    at: "1: who left, stays",
  },
];

const harmless: readonly { kind: string; file: string; text: string }[] = [
  { kind: "a question", file: "a.ts", text: "// Who may approve? What for?\n" },
  { kind: "a question with emphasis", file: "a.md", text: "**Who may approve?**\n" },
  { kind: "a clause inside of a sentence", file: "a.md", text: "It says who may approve.\n" },
  { kind: "code in a comment", file: "a.ts", text: "// `What is this` names it.\n" },
  { kind: "a quoted text", file: "a.md", text: 'Not so: "Who follows live."\n' },
  { kind: "a text in single quotation marks", file: "a.md", text: "Not so: 'who follows.'\n" },
  { kind: "a fence", file: "a.md", text: "```\nWhat is this\n```\n" },
  {
    kind: "a fence with another one in it",
    file: "a.md",
    text: "````\n```\nWho is it\n```\n````\n",
  },
  {
    kind: "an example of a docstring",
    file: "a.ts",
    text: "/**\n * @example\n * Who is it\n */\n",
  },
  { kind: "a heading", file: "a.md", text: "## What it costs\n" },
  { kind: "the head of a column", file: "a.md", text: "| What for | b |\n|---|---|\n| 1 | 2 |\n" },
  { kind: "one word", file: "a.md", text: "- who\n- what\n" },
  { kind: "another word", file: "a.ts", text: "// Whole commits. Whatsoever.\n" },
  { kind: "a string of the program", file: "a.ts", text: 'const a = "Who is it";\n' },
  { kind: "a comment in a string", file: "a.ts", text: 'const a = "// Who is it";\n' },
  {
    kind: "a comment in a template",
    file: "a.ts",
    text: `const a = \`/* Who is it */\${b}// Who\`;\n`,
  },
  {
    kind: "a comment in a regular expression",
    file: "a.ts",
    text: "const a = /[/*] What is it/;\n",
  },
  { kind: "a matcher of that name", file: "a.ts", text: '/a/.test("what is it");\n' },
  { kind: "an abbreviation", file: "a.ts", text: "// A name, e.g. what a person types.\n" },
  { kind: "an address", file: "a.md", text: "See <https://example.com/a?b=c: what>.\n" },
];

describe("the check", () => {
  test.each(found)("finds $kind", ({ file, text, at }) => {
    expect(headlessClauses(file, text).map(show)).toEqual([`${file}:${at}`]);
  });

  test.each(harmless)("allows $kind", ({ file, text }) => {
    expect(headlessClauses(file, text)).toEqual([]);
  });

  test("reports sentences of more than 45 words, with the line that they begin in", () => {
    const words = (count: number): string => `${"word ".repeat(count - 1)}word.`;
    expect(longSentences("a.md", `${words(45)}\n${words(45)}\n`)).toEqual([]);
    const [long, ...others] = longSentences("a.ts", `// Short.\n// ${words(46)}\n`);
    expect(long).toMatchObject({ file: "a.ts", line: 2 });
    expect(others).toEqual([]);
  });
});
