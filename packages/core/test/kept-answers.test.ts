import { expect, test } from "vitest";
import { z } from "zod";
import { command } from "../src/engine/operation/definition.ts";
import { onTask } from "../src/engine/operation/target-ids.ts";
import { keptResult, outputOf } from "../src/engine/records/kept-result.ts";
import { boardTopic } from "../src/model/topic.ts";
import { memoryStorage } from "../src/storage/memory.ts";
import type { Storage } from "../src/storage/storage.ts";
import { createTaskwire } from "../src/taskwire.ts";

/** A command that answers what its caller has sent as JSON, beside a record. */
const parse = command({
  name: "tasks.parse",
  target: "task",
  permission: "member",
  summary: "Read a JSON text.",
  route: { method: "POST", path: "/boards/:boardId/tasks/:taskId/parse" },
  input: z.strictObject({ ...onTask, json: z.string() }),
  output: z.object({ task: z.unknown(), value: z.unknown(), made: z.unknown() }),
  run(context, { json }) {
    const task = context.task();
    const { boardId, id } = task;
    context.emit({ topic: boardTopic(boardId), type: "task.parsed", subject: id, audience: null });
    return { task, value: JSON.parse(json), made: { toJSON: () => JSON.parse(json) } };
  },
});

/** A command that answers what its caller has sent, in no record. */
const note = command({
  name: "tasks.note",
  target: "task",
  permission: "member",
  summary: "Repeat a note.",
  route: { method: "POST", path: "/boards/:boardId/tasks/:taskId/note" },
  input: z.strictObject({ ...onTask, notes: z.array(z.strictObject({ text: z.string() })) }),
  output: z.object({ id: z.string(), texts: z.array(z.string()), last: z.unknown() }),
  run(context, { notes }) {
    const { boardId, id } = context.task();
    context.emit({ topic: boardTopic(boardId), type: "task.parsed", subject: id, audience: null });
    const texts = notes.map(({ text }) => text);
    return { id: context.newId(), texts, last: { toJSON: () => texts.at(-1) } };
  },
});

async function start() {
  const memory = memoryStorage();
  const results: string[] = [];
  const storage: Storage = {
    ...memory,
    commit(commit) {
      if (commit.key) results.push(commit.result ?? "");
      return memory.commit(commit);
    },
  };
  const taskwire = createTaskwire({
    storage,
    operations: { "tasks.parse": parse, "tasks.note": note },
    events: ["task.parsed"],
  });
  await taskwire.open();
  const { users, boards, members } = taskwire.system;
  for (const id of ["dao", "lek"]) await users.put({ id, name: id, role: "ADMIN_LIMITED" });
  const { id: boardId } = await boards.create({ name: "Sales" });
  for (const userId of ["dao", "lek"]) await members.add({ boardId, userId });
  const lek = taskwire.as({ userId: "lek" });
  const { task } = await lek.tasks.create({ boardId, title: "Sell" });
  return { taskwire, lek, results, on: { boardId, taskId: task.id } };
}

const reference = '{"\\u0000":["users","dao",null,null,null,0]}';

test.each([
  ["is a reference", reference],
  ["has a reference deep inside", `[{"a":[${reference}]}]`],
  ["has a reference beside a field toJSON", `{"toJSON":1,"a":${reference}}`],
  ["has a reference below an escaped name", `{"\\u0000\\u0000":1,"\\u0000":{"a":${reference}}}`],
  ["has a broken reference", '{"\\u0000":5,"__proto__":{"\\u0000":[]}}'],
])("a repeated answer never reads a record for a value that %s", async (_what, json) => {
  const { taskwire, lek, on } = await start();
  const call = () => lek.tasks.parse({ ...on, json }, { key: "parse-once-0001" });
  const first = await call();
  const value = JSON.stringify(JSON.parse(json));
  expect([first.value, first.made].map((one) => JSON.stringify(one))).toEqual([value, value]);
  expect(JSON.stringify(await call())).toBe(JSON.stringify(first));
  await taskwire.close();
});

test("a key stores no text of its command's input, and a repeat answers with it (H5)", async () => {
  const { taskwire, lek, results, on } = await start();
  const call = (texts: readonly string[]) =>
    lek.tasks.note(
      { ...on, notes: texts.map((text) => ({ text })) },
      { key: `note-once-${JSON.stringify(texts).length}` },
    );
  for (const texts of [["PIN 4711"], ["PIN 4711", "PIN 4712"], [""]]) {
    const first = await call(texts);
    expect(first).toMatchObject({ texts, last: texts.at(-1) });
    expect(await call(texts)).toEqual(first);
  }
  expect(results.filter((result) => result.includes("PIN"))).toEqual([]);
  await taskwire.close();
});

test("a key stores no address of a webhook, and a repeat answers with it (H5)", async () => {
  const { taskwire, results } = await start();
  const secrets = ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"];
  const put = () =>
    taskwire.system.webhooks.put(
      { id: "crm", url: "https://crm.example/hook/4711", secrets },
      { key: "webhook-once" },
    );
  const first = await put();
  expect(first.webhook.url).toBe("https://crm.example/hook/4711");
  expect(await put()).toEqual(first);
  expect(results.filter((result) => result.includes("4711"))).toEqual([]);
  await taskwire.close();
});

test("a key stays small if the input has long field names, and its texts are repeated often (H5)", () => {
  const input = { z: "a", ["n".repeat(30_000)]: "a", list: [{ y: "b" }, "c"] };
  const output = { list: Array(1_000).fill("a"), others: ["b", "c", "d"] };
  const kept = keptResult(output, [], () => undefined, input);
  expect(kept.length).toBeLessThan(30_000);
  const { list, ...rest } = input;
  const repeated = { list, ...rest };
  expect(outputOf(JSON.parse(kept), () => undefined, repeated)).toEqual(output);
});
