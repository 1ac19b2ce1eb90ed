import { globSync } from "node:fs";
import { join, matchesGlob } from "node:path";
import { expect, test } from "vitest";
import { createVitest } from "vitest/node";
import { slowTests } from "../scripts/slow-tests.ts";

const root = join(import.meta.dirname, "../");

/** The test files that run in a mode, as paths from the root. */
async function filesIn(mode: string): Promise<readonly string[]> {
  const vitest = await createVitest("test", { root, watch: false, mode });
  try {
    const all = await vitest.globTestSpecifications();
    return all.map(({ moduleId }) => moduleId.slice(root.length)).sort();
  } finally {
    await vitest.close();
  }
}

const isSlow = (file: string) => slowTests.some((files) => matchesGlob(file, files));

test.each(slowTests)("the slow tests %s are files", (files) => {
  expect(globSync(files, { cwd: root }).filter((file) => file.endsWith(".test.ts"))).not.toEqual(
    [],
  );
});

test("a quick run has all short tests but the slow ones", async () => {
  const all = await filesIn("test");
  expect(all.some(isSlow)).toBe(true);
  expect(await filesIn("quick")).toEqual(all.filter((file) => !isSlow(file)));
});
