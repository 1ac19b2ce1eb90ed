import { globSync } from "node:fs";
import { expect, test } from "vitest";
import { document } from "./section.ts";

test("every section of the document that has clauses has a test file", () => {
  const sections = new Set(
    [...document.matchAll(/^\*\*(\d+)\.\d+\*\*/gm)].map(([, number]) => number),
  );
  const files = globSync("test/protocol/[0-9]*.test.ts").map((path) => /(\d+)-/.exec(path)?.[1]);
  expect(files.sort()).toEqual([...sections].sort());
});
