import { expect, test } from "vitest";
import { createTaskwire } from "../src/taskwire.ts";
import { failure } from "./support/conversation.ts";

test("an unknown field of an input is named by its path, with the cure", async () => {
  const taskwire = createTaskwire();
  await taskwire.open();
  const { id: boardId } = await taskwire.system.boards.create({ name: "Sales" });
  const { task } = await taskwire.system.tasks.create({ boardId, title: "Sell" });
  const on = { boardId, taskId: task.id };
  const request = { ...on, version: task.version, step: "line" };
  const error = await failure(taskwire.system.tasks.get(request));
  expect(error).toMatchObject({
    code: "invalid",
    message: 'The input of tasks.get is wrong at "version": There is no such field; leave it out.',
    details: {
      problems: [
        { path: "version", message: "There is no such field; leave it out" },
        { path: "step", message: "There is no such field; leave it out" },
      ],
    },
  });
  const many = Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`${i}x`.repeat(90), i]));
  const { details } = await failure(taskwire.system.tasks.get({ ...on, ...many }));
  const problems = (details?.problems ?? []) as readonly { readonly path: string }[];
  expect(problems).toHaveLength(10);
  for (const { path } of problems) expect(path.length).toBeLessThanOrEqual(100);
  await taskwire.close();
});
