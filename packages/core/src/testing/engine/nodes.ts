import assert from "node:assert/strict";
import { TaskwireError } from "../../errors.ts";
import type { Event } from "../../model/event.ts";
import { boardTopic } from "../../model/topic.ts";
import { approvalRoles } from "../../policy/approval-roles.ts";
import type { LoggedEvent, Storage } from "../../storage/storage.ts";
import { createTaskwire } from "../../taskwire.ts";
import { approvalWorkflow, approvalWorkflowFor } from "../../workflow/approval.ts";
import { defineTemplates } from "../../workflow/templates.ts";
import { decide } from "../decide.ts";
import { isInDecember, keepsakeParts, keptData } from "./kept-data.ts";

/** The default workflow, with a type of task whose data is not JSON when it leaves its schema. */
const workflow = approvalWorkflowFor({ ...approvalWorkflow.types, kept: { data: keptData } });

const templates = defineTemplates(
  { workflow, roles: approvalRoles },
  {
    shared: {
      version: 1,
      type: "task",
      when: ({ title }) => title.startsWith("Shared"),
      subtasks: { part: { title: "Part", assignee: { role: "ADMIN_LIMITED" } } },
    },
    pair: {
      version: 1,
      type: "task",
      subtasks: {
        verify: { title: "Verify customer data", assignee: { user: "worker-1" } },
        register: { title: "Register the vehicle", assignee: { user: "worker-2" } },
      },
    },
    kept: {
      version: 1,
      type: "kept",
      when: ({ data }) => data.day?.startsWith("2026") ?? false,
      subtasks: { late: { title: "Late", assignee: "nobody", when: isInDecember } },
    },
  },
);

/** Makes a node with the default workflow and the parts of `kept-data.ts`. An approved task gets two subtasks, or one for whoever has the least work if it is called "Shared". */
export const nodeOn = (storage: Storage) =>
  createTaskwire({ storage, workflow, templates, ...keepsakeParts });

export type Node = ReturnType<typeof nodeOn>;

/**
 * Declares one test. It gets two nodes on the same data, or the same node twice if the storage
 * can't be shared, and the storages of the nodes, which are open.
 */
export type EngineGroup = (
  title: string,
  run: (one: Node, other: Node, storage: Storage, second: Storage) => Promise<void>,
) => void;

/** The people who may decide. */
export const admins = Array.from({ length: 50 }, (_, i) => `admin-${i}`);

/**
 * Creates a board with a requester, two workers and some approvers. There are few approvers,
 * because each one is notified of each task.
 */
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

/** Creates a task that waits for a decision. */
export async function pendingTask(
  node: Node,
  boardId: string,
  title = "Sell a car",
): Promise<{ boardId: string; taskId: string }> {
  const {
    task: { id: taskId },
  } = await node.as({ userId: "asker" }).tasks.create({ boardId, title });
  return { boardId, taskId };
}

/** The task as a person sees it who decides on it. */
export async function seen<On extends { boardId: string; taskId: string }>(
  node: Node,
  on: On,
): Promise<On & { version: number }> {
  return { ...on, version: (await node.system.tasks.get(on)).task.version };
}

/** Creates an approved task with its two subtasks. */
export async function approvedTask(node: Node, boardId: string) {
  const on = await pendingTask(node, boardId);
  const { subtasks } = await decide(node.system, "approve", on);
  const [first, second] = subtasks.map(({ id }) => ({ ...on, subtaskId: id }));
  assert.ok(first && second);
  return { ...on, first, second };
}

/** Waits for several calls, and returns the results and the errors. */
export async function outcomes<T>(
  calls: readonly Promise<T>[],
): Promise<{ done: T[]; failed: TaskwireError[] }> {
  const results = await Promise.allSettled(calls);
  const failed = results.flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
  for (const error of failed) if (!(error instanceof TaskwireError)) throw error;
  return {
    done: results.flatMap((one) => (one.status === "fulfilled" ? [one.value] : [])),
    failed,
  };
}

/** Returns all events of a task, oldest first. */
export async function historyOf(
  node: Node,
  on: { boardId: string; taskId: string },
): Promise<Event[]> {
  const { events } = await node.system.tasks.history({ ...on, limit: 200 });
  return events.toReversed();
}

/** Returns how many events of a type a task has. */
export async function countOf(
  node: Node,
  type: string,
  on: { boardId: string; taskId: string },
): Promise<number> {
  return (await historyOf(node, on)).filter((event) => event.type === type).length;
}

/** Returns the newest events of a board that a person caused, or that are about the person. */
export async function eventsAround(
  storage: Storage,
  boardId: string,
  userId: string,
): Promise<readonly LoggedEvent[]> {
  const page = await storage.events({ topic: boardTopic(boardId), before: "end", limit: 200 });
  assert.equal(page.status, "page");
  return page.events.filter(({ actor, subject }) => actor === userId || subject === userId);
}

/** Checks that a person caused no event after the event that ended the person's right to do so. */
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
