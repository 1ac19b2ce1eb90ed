import { globSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { afterAll, expect, test } from "vitest";
import { exampleOf, problemsOf, run } from "./doors/examples.ts";
import { type Export, exportsOf } from "./doors/exports.ts";

type Entry = { readonly "@taskwire/source"?: string } | string;

/** The entry points of a package: as it exports them, and as its reference documents them. */
function entriesOf(file: string): { entries: string[]; documented: string[] } {
  const folder = dirname(file);
  const json = (name: string) => JSON.parse(readFileSync(`${folder}/${name}`, "utf8"));
  const exported = Object.values<Entry>(json("package.json").exports);
  const sources = exported.flatMap((one) =>
    typeof one === "object" ? (one["@taskwire/source"] ?? []) : [],
  );
  return {
    entries: sources.map((source) => `${folder}/${source.slice(2)}`),
    documented: json("typedoc.json").entryPoints.map((entry: string) => `${folder}/${entry}`),
  };
}

const packages = globSync("packages/*/package.json").map(entriesOf);
/** These export all that the entry point of core exports: `doors.test.ts` runs its examples. */
const isOfCore = (entry: string): boolean => /core\/|client\/src\/mentions\//.test(entry);
const doors = packages.flatMap(({ entries }) => entries.filter((entry) => !isOfCore(entry)));
const given = "test/doors/client-given.ts";

const all = exportsOf([...doors, given]);
const exports = all.filter(({ door }) => door !== given);
const givenNames = all.filter(({ door }) => door === given);
const examples = exports
  // `react-docs.test.ts` compiles the examples of the hooks.
  .filter(({ door, name }, i) => {
    const isFirst = exports.findIndex((one) => one.name === name) === i;
    return isFirst && !door.startsWith("packages/react/");
  })
  // The client exports some functions of core.
  .filter(({ name }) => !["available", "judge", "TaskwireError"].includes(name))
  .flatMap((one) => one.examples.map((code) => exampleOf(one, code, exports, givenNames)));

const nameOf = ({ door, name }: Export) => `${door}: ${name}`;

test("every entry point of every package has a page in the reference", () => {
  const missing = packages.flatMap(({ entries, documented }) =>
    entries.filter((entry) => !documented.includes(entry)),
  );
  expect(missing).toEqual([]);
});

test("everything that a package exports has a docstring", () => {
  expect(exports.filter(({ text }) => text === "").map(nameOf)).toEqual([]);
});

test("every function, class and constant that a package exports has an example", () => {
  const without = exports.filter((one) => one.isValue && one.examples.length === 0);
  expect(without.map(nameOf)).toEqual([]);
});

test("the examples of the packages compile", { timeout: 180_000 }, () => {
  expect(problemsOf(examples)).toEqual([]);
});

/** They need databases, an address of their own, or a page. */
const onlyCompiled =
  /createClient|hydrated|Archive$|Adapter$|Storage$|Transport$|openApiDocument|^run$/;
const running = examples.filter(({ of }) => !onlyCompiled.test(of.name));

afterAll(async () => {
  const { close } = await import("./doors/client-given.ts");
  await close();
});

test.each(running.map((example) => [nameOf(example.of), example] as const))(
  "the example of %s runs",
  async (_name, example) => {
    await run(example);
  },
);
