import { expect, test } from "vitest";
import { prometheusMetrics } from "../src/index.ts";
import { observedApp, outcomeOf, valueIn } from "./observed-app.ts";

test("the metrics say what happened: calls by outcome, quotas, commits and reactions", async () => {
  const metrics = prometheusMetrics();
  const taskwire = await observedApp([metrics]);
  const before = await metrics.text(taskwire);
  const key = "key-of-the-task";
  const create = { boardId: "sales", title: "Sell the blue one" };
  const { task } = await taskwire.as({ userId: "lek" }).tasks.create(create, { key });
  await outcomeOf(taskwire, "lek", "tasks.create", create, key);
  expect(await outcomeOf(taskwire, "lek", "tasks.create", create)).toBe("refused");
  const decide = { boardId: "sales", taskId: task.id, version: task.version };
  expect(await outcomeOf(taskwire, "lek", "tasks.approve", decide)).toBe("forbidden");
  const approved = new Promise((resolve) => taskwire.on("task.approved", resolve));
  await outcomeOf(taskwire, "dao", "tasks.approve", decide);
  await approved;
  const after = await metrics.text(taskwire);
  const grown = (series: string) => valueIn(after, series) - valueIn(before, series);
  const calls = (operation: string, outcome: string) =>
    grown(`taskwire_calls_total{operation="${operation}",outcome="${outcome}"}`);
  expect({
    created: calls("tasks.create", "ok"),
    refused: calls("tasks.create", "refused"),
    forbidden: calls("tasks.approve", "forbidden"),
    approved: calls("tasks.approve", "ok"),
    timed: grown('taskwire_call_duration_seconds_count{operation="tasks.create"}'),
    quota: grown('taskwire_quota_refusals_total{quota="openRequests"}'),
  }).toEqual({ created: 2, refused: 1, forbidden: 1, approved: 1, timed: 3, quota: 1 });
  expect(grown("taskwire_committed_events_total")).toBeGreaterThanOrEqual(2);
  expect(valueIn(after, "taskwire_storage_up")).toBe(1);
  expect(valueIn(after, 'taskwire_reactions{status="waiting"}')).toBe(1);
  await taskwire.close();
});

test("a storage that can't be reached is 0 in taskwire_storage_up, and the other metrics are still there", async () => {
  const metrics = prometheusMetrics();
  const taskwire = await observedApp([metrics]);
  const text = await metrics.text({ stats: () => Promise.reject(new Error("away")) });
  expect(valueIn(text, "taskwire_storage_up")).toBe(0);
  expect(valueIn(text, 'taskwire_calls_total{operation="users.put",outcome="ok"}')).toBe(2);
  await taskwire.close();
});

test("no person, id or text becomes a label, whatever callers send", async () => {
  const metrics = prometheusMetrics();
  const taskwire = await observedApp([metrics]);
  await outcomeOf(taskwire, "dao", "zebra.zebra", { boardId: "zebra" });
  await outcomeOf(taskwire, "zebra", "tasks.get", { boardId: "zebra", taskId: "zebra" });
  await outcomeOf(taskwire, "dao", "boards.create", { name: "zebra" });
  const text = await metrics.text(taskwire);
  expect(text).not.toMatch(/zebra|dao|lek/);
  expect(valueIn(text, 'taskwire_calls_total{operation="unknown",outcome="invalid"}')).toBe(1);
  await taskwire.close();
});
