import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { faults, impossible } from "./faults/all.ts";
import { plant } from "./faults/fault.ts";
import { plantAll } from "./faults/plant-all.ts";

const root = join(import.meta.dirname, "..");

/** Found within a few seeds. `npm run test:faults` and the long tests plant all faults. */
const quick = [2, 4, 10, 19, 27, 47];

/**
 * The beginnings of those parts of titles with placeholders, as in "%i nodes give one rate", that are the
 * same for all rows of the table.
 */
const fixedParts = (text: string): string[] =>
  [...text.matchAll(/"([^"\n]*%[sid][^"\n]*)"/g)]
    .flatMap(([, title = ""]) => title.split(/%[sid]/))
    .map((part) => part.trim().slice(0, 14))
    .filter((part) => part.length >= 12);

test.for(faults)("fault $number still fits its source: $name", (fault) => {
  const source = readFileSync(join(root, fault.file), "utf8");
  expect(plant(source, fault)).not.toBe(source);
});

test("each fault that names a test names one that exists", () => {
  const suites = globSync(["packages/core/src/testing/**/*.ts", "test/approvals/*.ts"], {
    cwd: root,
  });
  const missing = faults.flatMap(({ number, caughtBy }) => {
    if (!("title" in caughtBy)) return [];
    const { test: file, title = "" } = caughtBy;
    // The test may be one of a contract suite or a table that the file runs.
    const isThere = [file, ...suites].some((path) => {
      const text = readFileSync(join(root, path), "utf8");
      return text.includes(title) || fixedParts(text).some((part) => title.includes(part));
    });
    return isThere ? [] : [`${number}: ${file} has no test "${title}"`];
  });
  expect(missing).toEqual([]);
});

test("each number belongs to one fault, and a fault that does not fit is an error", () => {
  const numbers = [...faults.map(({ number }) => number), ...Object.keys(impossible).map(Number)];
  expect(numbers.filter((number, i) => numbers.indexOf(number) !== i)).toEqual([]);
  const [fault] = faults;
  if (!fault) throw new Error("There are no faults.");
  expect(() => plant("another text", fault)).toThrow(/has this 0 times, not once/);
});

test("some planted faults are noticed", { timeout: 180_000 }, async () => {
  const results = await plantAll(faults.filter(({ number }) => quick.includes(number)));
  expect(results.map(({ fault, isCaught, by }) => (isCaught ? fault.number : by))).toEqual(quick);
});
