import fc from "fast-check";
import { expect, test } from "vitest";
import { TaskwireError } from "../src/errors.ts";
import { viewOf } from "../src/model/access.ts";
import type { Subtask } from "../src/model/subtask.ts";
import type { Task } from "../src/model/task.ts";
import { memoryStorage } from "../src/storage/memory.ts";
import type { Storage } from "../src/storage/storage.ts";
import { fakeRuntime } from "../src/testing/fake-runtime.ts";
import { approvalWorkflow } from "../src/workflow/approval.ts";
import { nodeOn } from "./support/approval-node.ts";
import { asSeen } from "./support/seen.ts";

const people = ["boss", "asker", "worker", "helper"] as const;
const step = fc.record({
  person: fc.constantFrom(...people),
  action: fc.constantFrom(
    "tasks.edit",
    "tasks.approve",
    "tasks.reject",
    "tasks.resubmit",
    "tasks.cancel",
    "tasks.restore",
    "tasks.complete",
    "tasks.reopen",
    "subtasks.create",
    "subtasks.assign",
    "subtasks.complete",
    "subtasks.reopen",
    "subtasks.edit",
    "subtasks.cancel",
    "subtasks.restore",
  ),
  which: fc.nat(5),
  assignee: fc.option(fc.constantFrom(...people)),
});

function inputFor(
  action: string,
  on: object,
  subtaskId: string | undefined,
  assigneeId: string | null,
  otherIds: readonly string[],
): object {
  const more: { [action: string]: object } = {
    "tasks.edit": { title: "Another" },
    "tasks.reject": { reason: "Because" },
    "subtasks.create": { title: "More", assigneeId, ...(subtaskId && { dependsOn: [subtaskId] }) },
    "subtasks.assign": { subtaskId, assigneeId },
    "subtasks.complete": { subtaskId },
    "subtasks.reopen": { subtaskId },
    "subtasks.edit": { subtaskId, position: 1, dependsOn: assigneeId ? otherIds : [] },
    "subtasks.cancel": { subtaskId },
    "subtasks.restore": { subtaskId },
  };
  return { ...on, ...more[action] };
}

/** Whether a subtask depends on itself, also by way of others. */
function isBeforeItself(id: string, all: readonly Subtask[]): boolean {
  const before = new Set(all.find((one) => one.id === id)?.dependsOn);
  for (const one of before)
    for (const earlier of all.find((other) => other.id === one)?.dependsOn ?? [])
      before.add(earlier);
  return before.has(id);
}

function check(task: Task, subtasks: readonly Subtask[]): void {
  const live = subtasks.filter(({ state }) => state !== "cancelled");
  const done = live.filter(({ state }) => state === "done");
  expect(task.kind).toBe(approvalWorkflow.data.states[task.state]?.kind);
  expect([task.done, task.total]).toEqual([done.length, live.length]);
  const involved = new Set([
    task.requesterId,
    ...subtasks.flatMap(({ assigneeId }) => assigneeId ?? []),
  ]);
  expect(task.involved).toEqual([...involved].sort());
  expect(task.cancelled).toBe(subtasks.length - live.length);
  if (task.kind !== "working") expect(done.length).toBe(live.length);
  for (const { id } of subtasks) expect(isBeforeItself(id, subtasks)).toBe(false);
  for (const { state, completedBy, completedAt } of subtasks) {
    expect([completedBy !== null, completedAt !== null]).toEqual([
      state === "done",
      state === "done",
    ]);
  }
  expect(subtasks.map(({ position }) => position)).toEqual(subtasks.map((_, i) => i));
}

/** A task as derived from the log alone, for a user who sees everything. */
async function fromLog(
  storage: Storage,
  topic: string,
  taskId: string,
): Promise<{ task: Task; subtasks: Subtask[] }> {
  const page = await storage.events({ topic, before: "end", limit: 1000 });
  if (page.status !== "page") throw new Error("gone");
  let task: Task | undefined;
  const subtasks = new Map<string, Subtask>();
  for (const { number, subject, data } of page.events.toSorted((a, b) => a.number - b.number)) {
    const body = JSON.parse(data) as { task?: Task; subtask?: Subtask; subtasks?: Subtask[] };
    if (subject !== taskId) continue;
    task = { ...((body.task ?? task) as Task), version: number };
    for (const one of [...(body.subtasks ?? []), ...(body.subtask ? [body.subtask] : [])]) {
      subtasks.set(one.id, { ...one, version: one.version ?? number });
    }
  }
  return {
    task: task as Task,
    subtasks: [...subtasks.values()].sort((a, b) => a.position - b.position),
  };
}

test("progress, kind, visibility and completion stay correct in any order of actions, and the log agrees", async () => {
  const reached = new Set<string>();
  await fc.assert(
    fc.asyncProperty(
      fc.boolean(),
      fc.array(step, { minLength: 4, maxLength: 25 }),
      async (withTemplate, steps) => {
        const storage = memoryStorage();
        const { node, boardId } = await nodeOn(storage, fakeRuntime(), withTemplate);
        const {
          task: { id: taskId },
        } = await node.as({ userId: "asker" }).tasks.create({ boardId, title: "Task" });
        const on = { boardId, taskId };
        // Most runs begin with an approval, so that the later steps have an effect.
        for (const { person, action, which, assignee } of [
          { person: "boss", action: "tasks.approve", which: 0, assignee: null },
          ...steps,
        ].slice(steps.length % 3 === 0 ? 1 : 0)) {
          const before = await node.system.tasks.get(on);
          const subtaskId = before.subtasks[which % Math.max(before.subtasks.length, 1)]?.id;
          const input = inputFor(
            action,
            on,
            subtaskId,
            assignee,
            before.subtasks.map(({ id }) => id).filter((id) => id !== subtaskId),
          );
          try {
            await node.call(person, action, await asSeen(node, action, input));
            // Without an open subtask there is nothing left to do.
            const { task } = await node.system.tasks.get(on);
            if (/^subtasks\.(complete|cancel)$/.test(action) && task.total > 0)
              expect(task.state === "completed").toBe(task.done === task.total);
          } catch (error) {
            expect(error).toBeInstanceOf(TaskwireError);
            expect(await node.system.tasks.get(on)).toEqual(before);
          }
          const { task, subtasks } = await node.system.tasks.get(on);
          check(task, subtasks);
          reached.add(task.state);
          for (const userId of ["asker", "worker", "helper"]) {
            const { tasks } = await node.as({ userId }).tasks.list({ boardId });
            expect(tasks).toEqual(task.involved.includes(userId) ? [task] : []);
          }
        }
        const last = await node.system.tasks.get(on);
        expect(await fromLog(storage, `board:${boardId}`, taskId)).toEqual(last);
      },
    ),
    { numRuns: 150 },
  );
  expect(reached).toEqual(new Set(Object.keys(approvalWorkflow.data.states)));
}, 60_000);

test("an event is whole for users who see everything or become involved, and hidden for users who no longer are", () => {
  const ids = fc.uniqueArray(fc.constantFrom<string>("a", "b", "c"));
  fc.assert(
    fc.property(ids, ids, fc.constantFrom("a", "b", "c", "d"), (before, after, userId) => {
      const audience = { before, after };
      expect(viewOf(audience, "all", userId)).toBe("whole");
      expect(viewOf(null, "involved", userId)).toBe("whole");
      const expected = after.includes(userId)
        ? "whole"
        : before.includes(userId)
          ? "hidden"
          : "absent";
      expect(viewOf(audience, "involved", userId)).toBe(expected);
    }),
  );
});
