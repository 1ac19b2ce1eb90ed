import { commentsStore } from "@taskwire/client/comments";
import { taskStore } from "@taskwire/client/task";
import { afterEach, beforeEach, expect, test } from "vitest";
import { isLive, startApp, until } from "./conversation/app.ts";

let app: Awaited<ReturnType<typeof startApp>>;
beforeEach(async () => {
  app = await startApp();
});
afterEach(() => app.close());

test("a task is followed with its subtasks and with what I may do, through lost connections", async () => {
  const { boardId, taskId, as } = app;
  const store = taskStore(app.client("nok"), { boardId, taskId });
  const { task } = await until(store, ({ status }) => status === "ready");
  expect(task).toMatchObject({ id: taskId, state: "pending", subtasks: [] });
  expect(task?.available["task.approve"]).toMatchObject({ allowed: true });
  const other = await as("dao").tasks.create({ boardId, title: "Another one" });
  await as("dao").tasks.approve({ boardId, taskId, version: task?.version ?? 0 });
  app.cut();
  await as("dao").subtasks.create({ boardId, taskId, title: "Wash it" });
  const after = await until(store, ({ task }) => task?.subtasks.length === 1);
  expect(after.task).toMatchObject({ state: "approved", progress: { done: 0, total: 1 } });
  expect(after.task?.available["task.approve"]).toMatchObject({ allowed: false });
  expect(after.me).toMatchObject({ id: "nok", role: "ADMIN" });
  expect(other.task.id).not.toBe(taskId);
});

test("a store of a task shows what the server has, after each kind of change", async () => {
  const { boardId, taskId, as } = app;
  const client = app.client("nok");
  const store = taskStore(client, { boardId, taskId });
  const comments = commentsStore(client, { boardId, taskId });
  await until(store, ({ status }) => status === "ready");
  await until(comments, ({ status }) => status === "ready");
  const { task } = await as("lek").tasks.edit({ boardId, taskId, title: "Sell the red one" });
  await as("dao").tasks.approve({ boardId, taskId, version: task.version });
  for (const title of ["Wash", "Wax"]) await as("dao").subtasks.create({ boardId, taskId, title });
  const { subtasks } = await as("dao").tasks.get({ boardId, taskId });
  await as("dao").subtasks.complete({ boardId, taskId, subtaskId: subtasks[0]?.id ?? "" });
  const server = await as("nok").tasks.get({ boardId, taskId });
  const shown = await until(store, ({ task }) => task?.version === server.task.version);
  expect(shown.task).toMatchObject(server.task);
  expect(shown.task?.subtasks.map(({ id, state }) => [id, state])).toEqual(
    server.subtasks.map(({ id, state }) => [id, state]),
  );
});

test("a task that is hidden from me or deleted is gone, and nothing of it stays", async () => {
  const { boardId, taskId, as, taskwire } = app;
  const client = app.client("nok");
  const store = taskStore(client, { boardId, taskId });
  await until(store, ({ status }) => status === "ready");
  await isLive(client);
  await taskwire.system.tasks.delete({ boardId, taskId });
  const after = await until(store, ({ status }) => status === "gone");
  expect(after).toMatchObject({ task: undefined, error: { code: "not_found" } });
  const missing = taskStore(client, { boardId, taskId: "no-such-task" });
  expect(await until(missing, ({ status }) => status === "gone")).toMatchObject({
    error: { code: "not_found" },
  });
  expect(await as("dao").tasks.list({ boardId })).toMatchObject({ tasks: [] });
});
