import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { prometheusMetrics } from "../src/index.ts";
import { allSamples, sampleStats } from "./samples.ts";

const root = new URL("../../../", import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), "utf8");

/** The metrics that a node really writes, with their types and labels. */
async function emitted() {
  const metrics = prometheusMetrics();
  for (const sample of allSamples) metrics.observed(sample);
  const text = await metrics.text({ stats: async () => sampleStats });
  const types = [...text.matchAll(/^# TYPE (\w+) (\w+)$/gm)];
  return new Map(
    types.map(([, name = "", type = ""]) => {
      const suffix = type === "histogram" ? "_count" : "";
      const [, labels] = text.match(new RegExp(`^${name}${suffix}(?:\\{(.*)\\})? `, "m")) ?? [];
      return [
        name,
        { type, labels: [...(labels ?? "").matchAll(/(\w+)="/g)].map(([, one]) => one) },
      ];
    }),
  );
}

test("every metric has a series after one observation of each type, and the guide lists it with its labels", async () => {
  const metrics = await emitted();
  const rows = read("docs/monitoring.md")
    .split("\n")
    .filter((line) => line.startsWith("| `taskwire_"))
    .map((line) => line.split("|").map((cell) => cell.trim()));
  const listed = rows.map(([, name, type, labels = ""]) => [
    name?.slice(1, -1),
    { type, labels: [...labels.matchAll(/`(\w+)`/g)].map(([, one]) => one) },
  ]);
  expect(listed).toEqual([...metrics]);
});
