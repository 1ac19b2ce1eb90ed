import { expect, test } from "vitest";
import { z } from "zod";
import { command } from "../src/engine/operation/definition.ts";
import { onBoard } from "../src/engine/operation/target-ids.ts";
import { defineCollection } from "../src/model/collection.ts";
import { boardTopic } from "../src/model/topic.ts";
import { createTaskwire } from "../src/taskwire.ts";

const notes = defineCollection<{ id: string; version: number; text: string; body: unknown }>()({
  name: "notes",
  fields: { text: "text", body: "json?" },
  indexes: {},
  versions: "topic",
});

/** Values that JSON can hold, but that somebody would read as another value, or not at all. */
const odd: readonly (readonly [what: string, value: unknown, where: string])[] = [
  ["a large whole number", 2 ** 60, ""],
  ["a large whole number inside", { q: [2 ** 60] }, ".q.0"],
  ["half a character", "\ud800", ""],
  ["half a character in a list of texts", ["a", "\ud800"], ".1"],
  ["half a character in a name", { a: { "\ud800": 1 } }, ".a"],
  ["a NUL character", { a: "\0" }, ".a"],
  ["a field with the name __proto__", { a: JSON.parse('{"__proto__":1}') }, ".a"],
  ["17 levels", JSON.parse(`${"[".repeat(17)}${"]".repeat(17)}`), ".0".repeat(16)],
];

/** Calls an operation that stores this record and emits this data, and returns the error of the host's log. */
async function put(
  record: { id?: unknown; text?: string; body?: unknown },
  data: { readonly [n: string]: unknown },
) {
  const write = command({
    name: "notes.put",
    target: "board",
    permission: "member",
    summary: "Store a note.",
    route: { method: "PUT", path: "/boards/:boardId/note" },
    input: z.strictObject(onBoard),
    output: z.null(),
    run(context, { boardId }) {
      const note = { id: "n", version: 0, text: "", body: null, ...(record as object) };
      const event = { topic: boardTopic(boardId), type: "note.put", subject: "n", audience: null };
      context.emit({ ...event, put: { note: [notes, note] }, data });
      return null;
    },
  });
  const errors: string[] = [];
  const taskwire = createTaskwire({
    operations: { "notes.put": write },
    collections: [notes],
    events: ["note.put"],
    onError: (error) => errors.push(String(error)),
  });
  await taskwire.open();
  const { id: boardId } = await taskwire.system.boards.create({ name: "Sales" });
  const result = await taskwire.system.notes.put({ boardId }).then(
    () => "stored",
    () => errors.join(),
  );
  await taskwire.close();
  return result;
}

test.each(odd)("a record of the app's own can't have %s (A1)", async (_what, value, where) => {
  const said = "A record can't be stored because of its field notes";
  expect(await put({ body: value }, {})).toContain(`${said}.body${where}: `);
  if (typeof value === "string") expect(await put({ text: value }, {})).toContain(`${said}.text: `);
});

test.each([
  ["no id", undefined, "An id is a text of 1 to 1024 bytes"],
  ["an empty id", "", "An id is a text of 1 to 1024 bytes"],
  ["a number as its id", 5, "An id is a text of 1 to 1024 bytes"],
  ["an id of more than 1,024 bytes", "ก".repeat(342), "An id is a text of 1 to 1024 bytes"],
  ["an id with a NUL character", "a\0", "A text has a NUL character"],
  ["an id with half a character", "\ud800", "A text has half a character"],
])("a record of the app's own can't have %s (A1)", async (_what, id, says) => {
  expect(await put({ id }, {})).toContain(`because of its field notes.id: ${says}`);
});

test("a record of the app's own can have an id of 1,024 bytes (A1)", async () => {
  expect(await put({ id: `ก${"a".repeat(1_021)}` }, {})).toBe("stored");
});

test.each([...odd, ["a Set", { deep: [new Set()] }, ".deep.0"] as const])(
  "an event of the app's own can't have %s, and the error names the field (A1)",
  async (_what, value, where) => {
    expect(await put({}, { s: value })).toContain(
      `emits "note.put" with data that can't be stored because of its field s${where}: `,
    );
  },
);

test("an event's field can't have a name that can't be stored (A1)", async () => {
  for (const name of ["\ud800", "__proto__"])
    expect(await put({}, JSON.parse(`{${JSON.stringify(name)}:1}`))).toContain(`field ${name}: `);
});

test("a record and an event of the app's own keep up to 16 levels and all safe numbers (A1)", async () => {
  const body = JSON.parse(`${"[".repeat(16)}9007199254740991,"ก😀",0.1${"]".repeat(16)}`);
  expect(await put({ text: "ก😀", body }, { body })).toBe("stored");
});
