import { readDeclaration } from "@taskwire/core/adapter";
import { expect, test } from "vitest";

const invoices = {
  name: "invoices",
  fields: { paid: "boolean", note: "text?", 'a"b': "json" },
  indexes: { paid: ["paid", "id"] },
  versions: "topic",
};

test("a declaration is read as it was written", () => {
  expect(readDeclaration("invoices", JSON.stringify(invoices))).toEqual(invoices);
});

test.each<[string, string, RegExp]>([
  ["no JSON", "{", /it is no JSON object/],
  ["nothing", "null", /it is no JSON object/],
  ["a list", "[]", /it is no JSON object/],
  ["no name", "{}", /its name/],
  ["another name", JSON.stringify({ ...invoices, name: "tasks" }), /its name/],
  ["no fields", JSON.stringify({ ...invoices, fields: "abc" }), /no fields or no indexes/],
  ["no indexes", JSON.stringify({ ...invoices, indexes: null }), /no fields or no indexes/],
  [
    "a newer type",
    JSON.stringify({ ...invoices, fields: { cents: "decimal" } }),
    /its field cents is "decimal"/,
  ],
  [
    "an id of its own",
    JSON.stringify({ ...invoices, fields: { id: "text" } }),
    /it has a field id/,
  ],
  [
    "a prototype",
    `{"name":"invoices","fields":{"__proto__":"json"},"indexes":{}}`,
    /it has a field __proto__/,
  ],
  [
    "a name with a NUL",
    JSON.stringify({ ...invoices, fields: { "a\0b": "text" } }),
    /it has a field a/,
  ],
  [
    "an index on an unknown field",
    JSON.stringify({ ...invoices, indexes: { x: 5 } }),
    /its index x is not on fields/,
  ],
  [
    "an index on an inherited name",
    JSON.stringify({ ...invoices, indexes: { x: ["toString"] } }),
    /its index x is not on/,
  ],
  [
    "newer versions",
    JSON.stringify({ ...invoices, versions: "clock" }),
    /its versions are "clock"/,
  ],
])("refuses %s, and names the cure", (_what, text, says) => {
  expect(() => readDeclaration("invoices", text)).toThrow(says);
  expect(() => readDeclaration("invoices", text)).toThrow(
    /If a newer taskwire made it, use that one/,
  );
  expect(() => readDeclaration("invoices", text)).toThrow(
    expect.objectContaining({ code: "unavailable" }),
  );
});
