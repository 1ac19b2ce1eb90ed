import { expect, test } from "vitest";
import { z } from "zod";
import { command } from "../src/engine/operation/definition.ts";
import { idSchema } from "../src/model/id.ts";
import { boardTopic } from "../src/model/topic.ts";
import { memoryStorage } from "../src/storage/memory.ts";
import { createTaskwire } from "../src/taskwire.ts";
import { fakeRuntime } from "../src/testing/fake-runtime.ts";

const say = (name: "notes.post" | "notes.delete", redact?: true) =>
  command({
    name,
    target: "board",
    permission: "member",
    summary: "Says or takes back a note.",
    route: { method: "POST", path: `/${name}` },
    input: z.strictObject({ boardId: idSchema, id: idSchema, words: z.string() }),
    output: z.null(),
    run(context, { boardId, id, words }) {
      context.emit({
        topic: boardTopic(boardId),
        type: name,
        subject: id,
        audience: null,
        data: { words },
        ...(redact && { redact }),
      });
      return null;
    },
  });

test("a redacting event removes the data of earlier events about its subject, and keeps its own", async () => {
  const storage = memoryStorage();
  const operations = { "notes.post": say("notes.post"), "notes.delete": say("notes.delete", true) };
  const taskwire = createTaskwire({
    storage,
    runtime: fakeRuntime(),
    operations,
    events: ["notes.post", "notes.delete"],
  });
  await taskwire.open();
  const { id: boardId } = await taskwire.system.boards.create({ name: "Sales" });
  const { post, delete: remove } = taskwire.system.notes;
  await post({ boardId, id: "n1", words: "a secret" });
  await post({ boardId, id: "n2", words: "hello" });
  await remove({ boardId, id: "n1", words: "taken back" });
  const page = await storage.events({ topic: boardTopic(boardId), before: "end", limit: 3 });
  expect(
    page.status === "page" && page.events.map(({ subject, data }) => [subject, JSON.parse(data)]),
  ).toEqual([
    ["n1", { words: "taken back" }],
    ["n2", { words: "hello" }],
    ["n1", {}],
  ]);
  await taskwire.close();
});
