import { expect, test } from "vitest";
import { exampleOf, problemsOf, run } from "./doors/examples.ts";
import { type Export, exportsOf } from "./doors/exports.ts";

const core = "packages/core/src";
const doors = [
  `${core}/index.ts`,
  ...["operations", "adapter", "mentions", "schemas", "testing", "model", "protocol"].map(
    (door) => `${core}/doors/${door}.ts`,
  ),
];
const given = "test/doors/given.ts";

const all = exportsOf([...doors, given]);
const exports = all.filter(({ door }) => door !== given);
const examples = exports
  // A name that several doors export is documented once.
  .filter(({ name }, i) => exports.findIndex((one) => one.name === name) === i)
  .flatMap((one) =>
    one.examples.map((code) =>
      exampleOf(
        one,
        code,
        exports,
        all.filter(({ door }) => door === given),
      ),
    ),
  );

const nameOf = ({ door, name }: Export) => `${door}: ${name}`;

test("`@taskwire/core` exports at most 30 values", () => {
  const values = exports.filter(({ door, isValue }) => door === doors[0] && isValue);
  expect(values.length).toBeLessThanOrEqual(30);
});

test("everything that a door exports has a docstring", () => {
  expect(exports.filter(({ text }) => text === "").map(nameOf)).toEqual([]);
});

test("every function, class and constant that a door exports has an example", () => {
  const without = exports.filter((one) => one.isValue && one.examples.length === 0);
  expect(without.map(nameOf)).toEqual([]);
});

test("the examples of docstrings compile", { timeout: 180_000 }, () => {
  expect(problemsOf(examples)).toEqual([]);
});

test.each(examples.map((example) => [nameOf(example.of), example] as const))(
  "the example of %s runs",
  async (_name, example) => {
    await run(example);
  },
);
