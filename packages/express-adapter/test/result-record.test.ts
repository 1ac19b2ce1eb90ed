import { fc, test as property } from "@fast-check/vitest";
import { expect, test } from "vitest";
import { recordIn } from "../src/result-record.ts";

const record = { version: 7, id: "t1", boardId: "b 1" };

test.each([
  ["the answer itself", record],
  ["a field of the answer", { task: record, subtasks: [] }],
  ["a later field", { list: [{ id: "x", version: 1 }], "}{": '"\\', task: record }],
  ["a field after nested ones", { task: { data: { id: "x", version: 1, d: ["]"] }, ...record } }],
  ["a name with an escape", { "ta\\sk": 1, 'qu"ote': { a: "\\" }, task: record }],
  ["the field before the answer itself", { id: "x", version: 1, boardId: "x", task: record }],
  ["the answer if the field is no record", { ...record, task: { id: "x" } }],
])("finds the record in %s", (_where, answer) => {
  expect(recordIn(JSON.stringify(answer), "task", ["boardId"])).toEqual(record);
});

test.each([null, 1, "text", [], [record], {}, { task: null }, { task: [record] }, { id: "t1" }])(
  "finds no record in %j",
  (answer) => {
    expect(recordIn(JSON.stringify(answer), "task")).toBeUndefined();
  },
);

test("reads only the beginning of a large answer", () => {
  // The rest is no JSON, and it is not read.
  expect(recordIn('{"task":{"version":7,"id":"t1",!', "task")).toEqual({ version: 7, id: "t1" });
});

/** The same, from the parsed answer. */
function parsedRecordIn(answer: unknown): unknown {
  if (typeof answer !== "object" || answer === null || Array.isArray(answer)) return undefined;
  const { task } = answer as { task?: unknown };
  for (const one of [task, answer]) {
    if (Array.isArray(one)) continue;
    const { id, version } = (one ?? {}) as { id?: unknown; version?: unknown };
    if (typeof id === "string" && typeof version === "number") return { id, version };
  }
  return undefined;
}

const name = fc.oneof(fc.constantFrom("task", "id", "version", 'a"', "b\\", "{"), fc.string());
const { json } = fc.letrec((tie) => ({
  json: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.string({ unit: "binary" }),
    fc.constantFrom(null, true, -1.5e-7, 7, '"}', "\\", "\\\\", "]"),
    fc.array(tie("json"), { maxLength: 3 }),
    fc.dictionary(name, tie("json"), { maxKeys: 5, noNullPrototype: true }),
  ),
}));

property.prop([json], { numRuns: 2_000 })("finds what the parsed answer has", (answer) => {
  expect(recordIn(JSON.stringify(answer), "task")).toEqual(
    parsedRecordIn(JSON.parse(JSON.stringify(answer))),
  );
});
