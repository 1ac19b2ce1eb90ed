import { expect, test } from "vitest";
import { canonicalJson } from "../src/model/canonical-json.ts";

/** The canonical form, made in the plainest way. */
const plainly = (value: unknown): string => {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(plainly).join()}]`;
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  const sorted = fields.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${sorted.map(([name, field]) => `${JSON.stringify(name)}:${plainly(field)}`).join()}}`;
};

const values: readonly unknown[] = [
  { b: [1, { d: 2, c: 3 }], a: undefined, A: null },
  { 10: 1, 9: 2, "01": 3, a: { 2: 1, 1: 2 } },
  JSON.parse('{"b":1,"__proto__":{"z":1,"a":2},"a":2}'),
  Object.assign(Object.create(null), { z: 1, a: [true, -0, 1.5, '\u2028\ud800"'] }),
  [[{ b: 1, a: 2 }], [], {}],
  { a: { c: 1, b: 2 }, b: { a: 1 } },
];

test("canonical JSON has all names in the order of their UTF-16 code units", () => {
  for (const value of values) {
    const before = JSON.stringify(value);
    expect(canonicalJson(value)).toBe(plainly(value));
    expect(JSON.stringify(value)).toBe(before);
  }
});

test("canonical JSON keeps what toJSON returns, and refuses what JSON would lose", () => {
  expect(canonicalJson({ at: [new Date(0)], a: { toJSON: () => ({ d: 1, c: 2 }) } })).toBe(
    '{"a":{"c":2,"d":1},"at":["1970-01-01T00:00:00.000Z"]}',
  );
  const lost = [
    Number.NaN,
    Number.POSITIVE_INFINITY,
    1n,
    new Set(),
    () => 1,
    [undefined],
    new Array(1),
  ];
  for (const one of lost) expect(() => canonicalJson({ b: { one }, a: 1 })).toThrow();
});
