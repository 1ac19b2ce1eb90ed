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

/** Finds the metrics in an expression of Prometheus, each with the labels that it is filtered or grouped by. */
function metricsIn(expression: string): { name: string; labels: string[] }[] {
  const grouped = [...expression.matchAll(/by \(([\w, ]+)\)/g)].flatMap(([, list = ""]) =>
    list.split(", "),
  );
  return [...expression.matchAll(/(taskwire_\w+)(?:\{([^}]*)\})?/g)].map(
    ([, name = "", filter = ""]) => ({
      name,
      labels: [...grouped, ...[...filter.matchAll(/(\w+)[=!]/g)].map(([, label = ""]) => label)],
    }),
  );
}

const monitoring = "examples/deployment/monitoring/";

/** The expressions of the alert rules. A long one goes on in the next lines. */
const alertExpressions = (): string[] =>
  read(`${monitoring}alerts.yml`)
    .split("- alert:")
    .slice(1)
    .map((rule) => /expr: (?:>-)?([\s\S]*?)\n {8}\w/.exec(rule)?.[1] ?? "");

const panelExpressions = (): string[] => {
  const { panels } = JSON.parse(read(`${monitoring}grafana.json`));
  return panels.flatMap(({ targets }: { targets: { expr: string }[] }) =>
    targets.map(({ expr }) => expr),
  );
};

test.each([
  ["the alert rules", alertExpressions, 11],
  ["the dashboard", panelExpressions, 15],
] as const)(
  "%s use only metrics and labels that a node really has",
  async (_, expressions, least) => {
    const metrics = await emitted();
    const used = expressions().flatMap(metricsIn);
    expect(used.length).toBeGreaterThanOrEqual(least);
    const wrong = used.flatMap(({ name, labels }) => {
      const base = name.replace(/_(bucket|sum|count)$/, "");
      const metric = metrics.get(name) ?? metrics.get(base);
      if (metric === undefined) return [name];
      if ((metric.type === "histogram") !== (base !== name)) return [`${name} is a ${metric.type}`];
      // Prometheus adds the label of the server itself, and `le` is that of a bucket.
      return labels
        .filter((label) => !["instance", "le", ...metric.labels].includes(label))
        .map((label) => `${name} has no label ${label}`);
    });
    expect(wrong).toEqual([]);
  },
);
