import { globSync } from "node:fs";
import { expect, test } from "vitest";
import { slowTests } from "../scripts/slow-tests.ts";

test.each(slowTests)("the slow tests %s are files", (files) => {
  const found = globSync(files, { cwd: new URL("..", import.meta.url) });
  expect(found.filter((file) => file.endsWith(".test.ts"))).not.toEqual([]);
});
