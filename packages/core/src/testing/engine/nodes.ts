import assert from "node:assert/strict";
import { TaskwireError } from "../../errors.ts";
import type { Event } from "../../model/event.ts";
import { boardTopic } from "../../model/topic.ts";
import { approvalRoles } from "../../policy/approval-roles.ts";
import type { LoggedEvent, Storage } from "../../storage/storage.ts";
import { createTaskwire } from "../../taskwire.ts";
import { approvalWorkflow } from "../../workflow/approval.ts";
import { defineTemplates } from "../../workflow/templates.ts";

const templates = defineTemplates(
  { workflow: approvalWorkflow, roles: approvalRoles },
  {
    pair: {
      version: 1,
      type: "task",
      subtasks: {
        verify: { title: "Verify customer data", assignee: { user: "worker-1" } },
        register: { title: "Register the vehicle", assignee: { user: "worker-2" } },
      },
    },
  },
);

/** A node with the default workflow, whose tasks get two subtasks when they are approved. */
export const nodeOn = (storage: Storage) => createTaskwire({ storage, templates });

export type Node = ReturnType<typeof nodeOn>;

/** One test: gets two nodes on the same data, which are one and the same where the storage can't be shared. */
export type EngineGroup = (
  title: string,
  run: (one: Node, other: Node, storage: Storage) => Promise<void>,
) => void;

/** As many as may decide at once. */
export const admins = Array.from({ length: 50 }, (_, i) => `admin-${i}`);

/** Opens a board with one who asks, two who work and some who may decide; few, because each of them is told of each task. */
export async function boardOn(
  node: Node,
  deciders: readonly string[] = admins.slice(0, 3),
): Promise<string> {
  const { users, boards, members } = node.system;
  for (const id of deciders) await users.put({ id, name: id, role: "ADMIN" });
  for (const id of ["asker", "worker-1", "worker-2"])
    await users.put({ id, name: id, role: "ADMIN_LIMITED" });
  const { id: boardId } = await boards.create({ name: "Sales" });
  for (const userId of [...deciders, "asker", "worker-1", "worker-2"])
    await members.add({ boardId, userId });
  return boardId;
}

/** A task that waits for a decision. */
export async function pendingTask(
  node: Node,
  boardId: string,
): Promise<{ boardId: string; taskId: string }> {
  const {
    task: { id: taskId },
  } = await node.as({ userId: "asker" }).tasks.create({ boardId, title: "Sell a car" });
  return { boardId, taskId };
}

/** A task that is approved, with its two subtasks. */
export async function approvedTask(node: Node, boardId: string) {
  const on = await pendingTask(node, boardId);
  const { subtasks } = await node.system.tasks.approve(on);
  const [first, second] = subtasks.map(({ id }) => ({ ...on, subtaskId: id }));
  assert.ok(first && second);
  return { ...on, first, second };
}

/** How each of several calls ended. */
export async function outcomes<T>(
  calls: readonly Promise<T>[],
): Promise<{ done: T[]; failed: TaskwireError[] }> {
  const settled = await Promise.allSettled(calls);
  const failed = settled.flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
  for (const error of failed) if (!(error instanceof TaskwireError)) throw error;
  return {
    done: settled.flatMap((one) => (one.status === "fulfilled" ? [one.value] : [])),
    failed,
  };
}

/** All that happened to a task, oldest first. */
export async function historyOf(
  node: Node,
  on: { boardId: string; taskId: string },
): Promise<Event[]> {
  const { events } = await node.system.tasks.history({ ...on, limit: 200 });
  return events.toReversed();
}

/** How many events of a type a task has. */
export async function countOf(
  node: Node,
  type: string,
  on: { boardId: string; taskId: string },
): Promise<number> {
  return (await historyOf(node, on)).filter((event) => event.type === type).length;
}

/** The newest events of a board that somebody caused, and those about them. */
export async function eventsAround(
  storage: Storage,
  boardId: string,
  userId: string,
): Promise<readonly LoggedEvent[]> {
  const page = await storage.events({ topic: boardTopic(boardId), before: "end", limit: 200 });
  assert.equal(page.status, "page");
  return page.events.filter(({ actor, subject }) => actor === userId || subject === userId);
}

/** Nothing that somebody caused comes after the event that ended their right to it. */
export async function assertLastOf(
  storage: Storage,
  boardId: string,
  userId: string,
  ending: string,
): Promise<void> {
  const events = await eventsAround(storage, boardId, userId);
  const end = events.find(({ type, subject }) => type === ending && subject === userId);
  assert.ok(end, `no ${ending}`);
  assert.deepEqual(
    events.filter(({ actor, number }) => actor === userId && number > end.number),
    [],
  );
}
