import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { z } from "zod";
import { command, type Operation } from "../src/engine/operation/definition.ts";
import { defineCollection } from "../src/model/collection.ts";
import { idSchema } from "../src/model/id.ts";
import { text } from "../src/model/text.ts";
import { boardTopic } from "../src/model/topic.ts";
import { memoryStorage } from "../src/storage/memory.ts";
import { createTaskwire } from "../src/taskwire.ts";

interface Note {
  id: string;
  version: number;
  boardId: string;
  text: string;
}

const notes = defineCollection<Note>()({
  name: "notes",
  fields: { boardId: "text", text: "text" },
  indexes: { board: ["boardId"] },
  versions: "topic",
});

/** Runs the code of the first `@example` in a source file. Returns the constant `name` that it defines. */
function runExample<Op>(path: string, name: string, given: object): Op {
  const source = readFileSync(new URL(path, import.meta.url), "utf8");
  const [, example = ""] = /@example\n \* ```ts\n(.*?)\n \* ```/s.exec(source) ?? [];
  const code = `${example.replaceAll(/^ \* ?/gm, "")}\nreturn ${name};`;
  return new Function(...Object.keys(given), code)(...Object.values(given)) as Op;
}

test("the example of the operations' context runs", async () => {
  type Add = Operation<"notes.add", { boardId: string; text: string }, { notes: number }>;
  const given = { command, z, idSchema, text, boardTopic, notes };
  const add = runExample<Add>("../src/engine/operation/context.ts", "add", given);
  const taskwire = createTaskwire({
    operations: { "notes.add": add },
    collections: [notes],
    events: ["note.added"],
  });
  await taskwire.open();
  const { id: boardId } = await taskwire.system.boards.create({ name: "Sales" });
  expect(await taskwire.system.notes.add({ boardId, text: "First" })).toEqual({ notes: 1 });
  expect(await taskwire.system.notes.add({ boardId, text: "Second" })).toEqual({ notes: 2 });
  await taskwire.close();
});

test("the example of `command` runs", async () => {
  type Nudge = Operation<"tasks.nudge", { boardId: string; taskId: string }, null>;
  const given = { command, z, idSchema, boardTopic };
  const nudge = runExample<Nudge>("../src/engine/operation/definition.ts", "nudge", given);
  const taskwire = createTaskwire({
    operations: { "tasks.nudge": nudge },
    events: ["task.nudged"],
  });
  const subjects: string[] = [];
  taskwire.on("task.nudged", ({ subject }) => subjects.push(subject));
  await taskwire.open();
  const { id: boardId } = await taskwire.system.boards.create({ name: "Sales" });
  const { task } = await taskwire.system.tasks.create({ boardId, title: "Car" });
  await taskwire.system.tasks.nudge({ boardId, taskId: task.id });
  expect(subjects).toEqual([task.id]);
  await taskwire.close();
});

test("overlapping reads of one record guard the state that was seen first", async () => {
  const storage = memoryStorage();
  let reads = 0;
  const get: typeof storage.get = async (refs, key) => {
    // Another command commits before the second of the two reads.
    if (refs.some(({ collection }) => collection === notes.name) && ++reads === 2)
      await other.system.notes.change({ text: "theirs" });
    return storage.get(refs, key);
  };
  const change = command({
    name: "notes.change",
    target: "app",
    permission: "anyone",
    summary: "Appends to the note.",
    route: { method: "POST", path: "/notes/change" },
    input: z.strictObject({ text: z.string() }),
    output: z.null(),
    async run(context, { text }) {
      const first = context.get(notes, ["n"]);
      const second = context.get(notes, ["n"]);
      const [before] = await first;
      expect((await second)[0]).toBe(before);
      const note = { id: "n", version: 0, boardId: "b", text: `${before?.text ?? ""} ${text}` };
      const event = { topic: boardTopic("b"), type: "note.changed", subject: "n", audience: null };
      context.emit({ ...event, put: { note: [notes, note] } });
      return null;
    },
  });
  const options = {
    operations: { "notes.change": change },
    collections: [notes],
    events: ["note.changed"],
  };
  const other = createTaskwire({ ...options, storage });
  const taskwire = createTaskwire({ ...options, storage: { ...storage, get } });
  await other.open();
  await other.system.notes.change({ text: "first" });
  await taskwire.system.notes.change({ text: "mine" });
  const { records } = await storage.get([{ collection: "notes", id: "n" }]);
  expect(records[0]?.fields?.text).toBe(" first theirs mine");
  await taskwire.close();
});

test("an operation that asks for a record of another target is reported with the cure", async () => {
  const errors: unknown[] = [];
  const taskwire = createTaskwire({
    operations: {
      "notes.title": command({
        name: "notes.title",
        target: "board",
        permission: "member",
        summary: "Returns the title of a task.",
        route: { method: "POST", path: "/notes/title" },
        input: z.strictObject({ boardId: idSchema }),
        output: z.string(),
        run: (context) => context.task().title,
      }),
    },
    onError: (error) => errors.push(error),
  });
  await taskwire.open();
  const { id: boardId } = await taskwire.system.boards.create({ name: "Sales" });
  await expect(taskwire.system.notes.title({ boardId })).rejects.toThrow(
    "Give it another `target`",
  );
  expect(String(errors[0])).toMatch(/^Error: notes\.title failed .*: .* Give it another `target`/);
  await taskwire.close();
});
