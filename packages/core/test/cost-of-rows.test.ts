import { expect, test } from "vitest";
import { createTaskwire } from "../src/taskwire.ts";
import { timedRoles, timedWith } from "./approvals/timed.ts";

/** A few rows cost a call, and a burst is hardly refilled. */
const limits = { callsPerSecond: 0.001, callBurst: 60, rowsPerCall: 10, bytesPerCall: 1e9 };

interface Node {
  admit(userId: string): { call(operation: string, input: unknown): Promise<string> };
}

/** Counts how many of these calls a person can make. */
async function affordable(node: Node, userId: string, operation: string, input: object) {
  for (let calls = 0; ; calls++) {
    try {
      await node.admit(userId).call(operation, input);
    } catch (error) {
      if ((error as { code?: string }).code !== "rate_limited") throw error;
      return calls;
    }
  }
}

test.each([
  [4, "STAFF", 60],
  [400, "STAFF", 15],
  [400, "FINANCE", 3],
] as const)(
  "a vote on a board of %i people who are %s costs what judging all of them costs",
  async (size, role, most) => {
    const workflow = timedWith({ steps: { line: { by: { role: "FINANCE" }, required: 2 } } });
    const taskwire = createTaskwire({
      ...{ workflow, roles: timedRoles(workflow), limits },
    });
    await taskwire.open();
    const { id: boardId } = await taskwire.system.boards.create({ name: "Purchases" });
    for (let i = 0; i < size; i++) {
      const userId = `u${i}`;
      await taskwire.system.users.put({
        id: userId,
        name: userId,
        role: i === 1 ? "FINANCE" : i === 0 ? "STAFF" : role,
      });
      await taskwire.system.members.add({ boardId, userId });
    }
    const { task } = await taskwire
      .as({ userId: "u0" })
      .tasks.create({ boardId, type: "purchase", title: "A printer", data: {} });
    const vote = { boardId, taskId: task.id, version: task.version };
    const preview = { operation: "tasks.approve", input: vote };
    const calls = await affordable(taskwire, "u1", "notifications.preview", preview);
    expect(calls).toBeLessThanOrEqual(most);
    expect(calls).toBeGreaterThan(size === 4 ? 25 : 0);
    await taskwire.close();
  },
);

test.each([
  [1, 40, 60],
  [400, 0, 25],
])(
  "counting %i deleted comments costs what it scans, although it finds none",
  async (size, least, most) => {
    const taskwire = createTaskwire({ limits });
    await taskwire.open();
    await taskwire.system.users.put({ id: "dao", name: "Dao", role: "ADMIN" });
    const dao = taskwire.as({ userId: "dao" });
    const { id: boardId } = await dao.boards.create({ name: "Sales" });
    const { task } = await dao.tasks.create({ boardId, title: "Car" });
    const on = { boardId, taskId: task.id };
    for (let i = 0; i < size; i++) {
      const { id: commentId } = await dao.comments.post({ ...on, text: "Hm" });
      await dao.comments.delete({ ...on, commentId });
    }
    const counted = { boardId, taskIds: [task.id] };
    const calls = await affordable(taskwire, "dao", "comments.counts", counted);
    expect(calls).toBeGreaterThan(least);
    expect(calls).toBeLessThanOrEqual(most);
    await taskwire.close();
  },
);
