import { expect, test } from "vitest";
import { runPython } from "./python/run.ts";

test("a client in Python has the same records as REST, after 8 cuts and a restart of the server (G4)", {
  timeout: 180_000,
}, async () => {
  const { problems, acknowledged, connections, records } = await runPython(1, 8, 1);
  expect(problems).toEqual([]);
  expect(acknowledged).toBeGreaterThan(10);
  expect(connections).toBeGreaterThan(10);
  expect(records).toBeGreaterThan(50);
});
