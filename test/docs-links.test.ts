import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { coreParts } from "../scripts/architecture-rules.ts";

const pages = globSync([
  "*.md",
  "docs/*.md",
  "docs/{decisions,th}/*.md",
  "packages/*/README.md",
  "examples/*/README.md",
]);
// Pages for people who work on taskwire: the files that they name are files of the repository.
const internal = pages.filter((page) =>
  /^(?!README)[A-Z_]+\.md|decisions|life-of|postgres-batches/.test(page),
);
const sources = globSync([
  "{packages/*/{src,test},examples/*/{src,test},scripts,test,bench}/**/*.{ts,mjs}",
  "packages/*/*.ts",
]);

test("the table of parts in ARCHITECTURE has every part of core", () => {
  const page = readFileSync("ARCHITECTURE.md", "utf8");
  const parts = Object.keys(coreParts).map((part) => (part.endsWith(".ts") ? part : `${part}/`));
  const [, table = ""] = page.split("| part of `packages/core/src`");
  expect(parts.filter((part) => !table.includes(`\`${part}\``))).toEqual([]);
});

test("every link of the docs leads to a file, and to a heading of it", () => {
  const broken = pages.flatMap((page) =>
    linksOf(page).filter((link) => {
      const [path = "", heading] = link.split("#");
      const target = path === "" ? page : join(dirname(page), path);
      if (!existsSync(target)) return true;
      return heading !== undefined && !headingsOf(target).includes(heading);
    }),
  );
  expect(broken).toEqual([]);
});

test.each(internal)("%s names source files that exist", (page) => {
  const named = [...readFileSync(page, "utf8").matchAll(/`([\w./-]+\.(?:ts|mjs))`/g)];
  const missing = named
    .map(([, path = ""]) => path)
    .filter((path) => !sources.some((source) => `/${source}`.endsWith(`/${path}`)))
    .filter((path) => !existsSync(path));
  expect(missing).toEqual([]);
});

/** Links to other places of the repository. */
function linksOf(page: string): string[] {
  const text = readFileSync(page, "utf8").replaceAll(/^```.*?^```/gms, "");
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, link = ""]) => link)
    .filter((link) => !/^[a-z]+:/.test(link));
}

/** The anchors that GitHub makes of a page's headings. */
function headingsOf(page: string): string[] {
  const text = readFileSync(page, "utf8").replaceAll(/^```.*?^```/gms, "");
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{M}\p{N}\s_-]/gu, "")
      .replaceAll(/\s/g, "-"),
  );
}
