import { expect, test } from "vitest";
import { runPython } from "./python/run.ts";

test("a client in Python has the same records as REST, after 100 cuts and 10 restarts of the server", {
  timeout: 1_800_000,
}, async () => {
  const { problems, ...counts } = await runPython(2, 100, 10);
  console.log(JSON.stringify(counts));
  expect(problems).toEqual([]);
  expect(counts.connections).toBeGreaterThan(100);
});
