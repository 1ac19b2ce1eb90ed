import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "..");
const folders = ["test", "packages", "examples"];
const skipped = /(^|\/)(node_modules|dist|\.[^/]+)(\/|$)/;

const files = folders.flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter((name) => /test.*\.(ts|py)$/.test(name) && !skipped.test(name)),
);
const texts = new Map<string, string>();

/** The text of a file, on one line, as titles can be written on two. */
function textOf(file: string): string {
  const text = texts.get(file) ?? readFileSync(join(root, file), "utf8").replace(/\s+/g, " ");
  texts.set(file, text);
  return text;
}

const page = readFileSync(join(root, "docs/decisions/0013-what-catches-each-case.md"), "utf8");
const rows = page
  .split("\n")
  .filter((line) => /^\| [A-Z]\d* |^\| [A-Z]\d+ to /.test(line))
  .map((line) => line.split(" | "));

/** The files that a row names, and the files in the folders that it names. */
const namedIn = (row: string): string[] =>
  [...row.matchAll(/`([\w./-]+)`/g)].flatMap(([, name = ""]) =>
    files.filter(
      (file) => file === name || file.endsWith(`/${name}`) || file.startsWith(`${name}/`),
    ),
  );

test("the table has every case", () => {
  const ids = new Set(rows.map(([id = ""]) => id.slice(2)));
  const counts = { A: 11, B: 9, C: 11, D: 9, E: 9, F: 15, H: 19, I: 13, K: 3 };
  for (const [letter, count] of Object.entries(counts))
    for (let i = 1; i <= count; i++) expect(ids).toContain(`${letter}${i}`);
  expect(ids).toContain("J");
});

test.each(rows.map((row) => [(row[0] ?? "").slice(2), row] as const))(
  "the tests that the table names for %s exist, and one has it in its title",
  (id, row) => {
    const caught = row.at(-1) ?? "";
    const named = namedIn(caught);
    // A title can have a placeholder where the table has words.
    const missing = [...caught.matchAll(/"([^"]+)"/g)]
      .map(([, title = ""]) => title)
      .filter((title) => !named.some((file) => textOf(file).includes(title)));
    expect(missing).toEqual([]);
    const [first = ""] = id.split(" to ");
    const inTitle = new RegExp(`["'\`][^"'\`]*\\b${first}\\b[^"'\`]*["'\`]`);
    expect(named.filter((file) => inTitle.test(textOf(file)))).not.toEqual([]);
  },
);
