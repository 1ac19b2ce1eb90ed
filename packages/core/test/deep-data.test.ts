import { expect, test } from "vitest";
import { createTaskwire } from "../src/index.ts";

test("data nested too deeply is an input error for every caller and every task", async () => {
  const errors: unknown[] = [];
  const taskwire = createTaskwire({ onError: (error) => errors.push(error) });
  await taskwire.open();
  let data: unknown = [];
  for (let depth = 0; depth < 30_000; depth++) data = [data];

  const edit = taskwire.call("anybody", "tasks.edit", {
    boardId: "a-board",
    taskId: "a-task",
    data,
  });

  await expect(edit).rejects.toMatchObject({
    code: "invalid",
    message: expect.stringContaining("at most 16 levels"),
  });
  expect(errors).toEqual([]);
  await taskwire.close();
});

test.each([
  ["a bigint", 1n],
  ["a function", () => 1],
  ["a symbol in a list", [Symbol("x")]],
])("refuses %s as data, with a message", async (_what, data) => {
  const errors: unknown[] = [];
  const taskwire = createTaskwire({ onError: (error) => errors.push(error) });
  await taskwire.open();

  const edit = taskwire.call("anybody", "tasks.edit", {
    boardId: "a-board",
    taskId: "a-task",
    data,
  });

  await expect(edit).rejects.toMatchObject({
    code: "invalid",
    message: expect.stringContaining("stored as JSON"),
  });
  expect(errors).toEqual([]);
  await taskwire.close();
});
