import { mergeDeclarations, readDeclaration } from "@taskwire/core/storage";
import { expect, test } from "vitest";

const invoices = {
  name: "invoices",
  fields: { paid: "boolean", note: "text?", 'a"b': "json" },
  indexes: { paid: ["paid", "id"], noted: ["id"] },
  partial: { noted: { field: "note", values: ["yes"] } },
  versions: "topic",
};

const letters = {
  name: "invoices",
  fields: { number: "integer", to: "text", about: "text", taskId: "text?", state: "text" },
  indexes: {},
  versions: "topic",
  numbered: "number",
  told: {
    name: "letter",
    person: "to",
    status: ["state"],
    state: { field: "state", values: ["open"], counted: "open" },
    repeats: { about: { after: "task:", field: "taskId" } },
  },
};

test("a declaration is read as it was written", () => {
  expect(readDeclaration("invoices", JSON.stringify(invoices))).toEqual(invoices);
  expect(readDeclaration("invoices", JSON.stringify(letters))).toEqual(letters);
});

test.each<[string, string, RegExp]>([
  ["no JSON", "{", /it is not a JSON object/],
  ["nothing", "null", /it is not a JSON object/],
  ["a list", "[]", /it is not a JSON object/],
  ["no name", "{}", /its name/],
  ["another name", JSON.stringify({ ...invoices, name: "tasks" }), /its name/],
  [
    "no fields",
    JSON.stringify({ ...invoices, fields: "abc" }),
    /its fields or its indexes are missing/,
  ],
  [
    "no indexes",
    JSON.stringify({ ...invoices, indexes: null }),
    /its fields or its indexes are missing/,
  ],
  [
    "a newer type",
    JSON.stringify({ ...invoices, fields: { cents: "decimal" } }),
    /its field cents has the type "decimal"/,
  ],
  [
    "an id of its own",
    JSON.stringify({ ...invoices, fields: { id: "text" } }),
    /the field name "id" is not allowed/,
  ],
  [
    "a prototype",
    `{"name":"invoices","fields":{"__proto__":"json"},"indexes":{}}`,
    /the field name "__proto__" is not allowed/,
  ],
  [
    "a name with a NUL",
    JSON.stringify({ ...invoices, fields: { "a\0b": "text" } }),
    /the field name "a\\u0000b" is not allowed/,
  ],
  [
    "an index on an unknown field",
    JSON.stringify({ ...invoices, indexes: { x: 5 } }),
    /its index x has a field that is not declared/,
  ],
  [
    "an index on an inherited name",
    JSON.stringify({ ...invoices, indexes: { x: ["toString"] } }),
    /its index x has a field that is not declared/,
  ],
  ...[
    5,
    { none: { field: "note", values: ["yes"] } },
    { noted: { field: "toString", values: ["yes"] } },
    { noted: { field: "paid", values: ["yes"] } },
    { noted: { field: "note", values: [] } },
    { noted: { field: "note", values: [true] } },
  ].map((partial): [string, string, RegExp] => [
    `the partial indexes ${JSON.stringify(partial)}`,
    JSON.stringify({ ...invoices, partial }),
    /its `partial` is wrong/,
  ]),
  ...[
    { about: { after: "task:" } },
    { about: { after: 7, field: "taskId" } },
    { about: { after: "task:", field: "toString" } },
    { about: { after: "task:", field: "state" } },
    { number: { after: "task:", field: "taskId" } },
    { about: "state" },
    { state: "key" },
    { about: "at" },
    { other: "taskId" },
  ].map((repeats): [string, string, RegExp] => [
    `the repeated values ${JSON.stringify(repeats)}`,
    JSON.stringify({ ...letters, told: { ...letters.told, repeats } }),
    /its `told` is wrong/,
  ]),
  [
    "newer versions",
    JSON.stringify({ ...invoices, versions: "clock" }),
    /its versions are "clock"/,
  ],
])("refuses %s, and names the cure", (_what, text, says) => {
  expect(() => readDeclaration("invoices", text)).toThrow(says);
  expect(() => readDeclaration("invoices", text)).toThrow(
    /If a newer version of taskwire made it, use that version/,
  );
  expect(() => readDeclaration("invoices", text)).toThrow(
    expect.objectContaining({ code: "unavailable" }),
  );
});

test("merged declarations have all fields and indexes, and the newer one counts", () => {
  const only = (value: string) => ({ field: "note", values: [value] });
  const base = { name: "invoices", versions: "topic" } as const;
  const before = {
    ...base,
    fields: { note: "text", old: "text" },
    indexes: { whole: ["note"], old: ["old"], both: ["note"] },
    partial: { whole: only("a"), old: only("b"), both: only("c") },
  } as const;
  const after = {
    ...base,
    fields: { note: "text?" },
    indexes: { whole: ["note"], both: ["note"] },
    partial: { both: only("d") },
  } as const;
  expect(mergeDeclarations(before, after)).toEqual({
    ...base,
    fields: { note: "text?", old: "text" },
    indexes: { whole: ["note"], old: ["old"], both: ["note"] },
    partial: { old: only("b"), both: only("d") },
  });
  expect(mergeDeclarations(undefined, after)).toEqual(after);
});
