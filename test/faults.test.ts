import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { faults, impossible } from "./faults/all.ts";
import { plant } from "./faults/fault.ts";
import { hunt } from "./faults/hunt.ts";

/** Found within a few seeds. All of them: `npm run test:faults`, and the long tests. */
const quick = [2, 4, 10, 19, 27, 47];

test.for(faults)("fault $number ($name) fits its source still", (fault) => {
  const source = readFileSync(join(import.meta.dirname, "..", fault.file), "utf8");
  expect(plant(source, fault)).not.toBe(source);
});

test("no two faults have one number, and a fault whose place has changed is an error", () => {
  const numbers = faults.map(({ number }) => number);
  expect(new Set(numbers).size).toBe(faults.length);
  // Each number is one of a fault, or of one that there can't be.
  const all = [...numbers, ...Object.keys(impossible).map(Number)].sort((a, b) => a - b);
  expect(all).toEqual(all.map((_, i) => i + 1));
  const [fault] = faults;
  if (!fault) throw new Error("There are no faults.");
  expect(() => plant("another text", fault)).toThrow(/has this 0 times, not once/);
});

test("what is done wrong on purpose is noticed", { timeout: 180_000 }, async () => {
  const hunted = await hunt(faults.filter(({ number }) => quick.includes(number)));
  expect(hunted.map(({ fault, isCaught, by }) => (isCaught ? fault.number : by))).toEqual(quick);
});
