import assert from "node:assert/strict";
import { approvedTask, boardOn, countOf, type EngineGroup, type Node, outcomes } from "./nodes.ts";

const tasksAtOnce = 20;

async function completeTogether(one: Node, other: Node, boardId: string): Promise<void> {
  const { first, second, ...on } = await approvedTask(one, boardId);
  const { failed } = await outcomes([
    one.as({ userId: "worker-1" }).subtasks.complete(first),
    other.as({ userId: "worker-2" }).subtasks.complete(second),
  ]);
  assert.deepEqual(failed, []);
  const { task } = await one.system.tasks.get(on);
  assert.deepEqual([task.state, task.done, task.total], ["completed", 2, 2]);
  assert.equal(await countOf(one, "task.completed", on), 1);
  assert.equal(await countOf(one, "subtask.completed", on), 2);
}

/** Several people work on one task at the same moment. */
export function completion(test: EngineGroup, rounds: number): void {
  test(`two people complete the last two subtasks at the same moment, ${rounds} times: each task completes once`, async (one, other) => {
    const boardId = await boardOn(one);
    for (let round = 0; round < rounds; round += tasksAtOnce) {
      const some = Array.from({ length: Math.min(tasksAtOnce, rounds - round) }, () =>
        completeTogether(one, other, boardId),
      );
      await Promise.all(some);
    }
  });

  test("a task never completes with an open subtask if one is added while the last one is completed", async (one, other) => {
    const boardId = await boardOn(one);
    for (let round = 0; round < 40; round++) {
      const { first, second, ...on } = await approvedTask(one, boardId);
      await one.as({ userId: "worker-1" }).subtasks.complete(first);
      const complete = async () => {
        // Each round begins a little later, so that the two commands meet at different steps.
        for (let step = 0; step < round; step++) await null;
        return other.as({ userId: "worker-2" }).subtasks.complete(second);
      };
      const add = one.as({ userId: "admin-1" }).subtasks.create({ ...on, title: "One more thing" });
      await outcomes<unknown>([add, complete()]);
      const { task, subtasks } = await other.system.tasks.get(on);
      const open = subtasks.filter(({ state }) => state === "open").length;
      assert.equal(task.state === "completed", open === 0);
      assert.equal(task.done, task.total - open);
    }
  });

  test("a subtask that two people complete at the same moment is completed once", async (one, other) => {
    const boardId = await boardOn(one);
    const { first, second: _, ...on } = await approvedTask(one, boardId);
    const { done, failed } = await outcomes([
      one.as({ userId: "worker-1" }).subtasks.complete(first),
      other.as({ userId: "admin-1" }).subtasks.complete(first),
    ]);
    assert.deepEqual([done.length, failed.map(({ code }) => code)], [1, ["refused"]]);
    assert.equal(await countOf(one, "subtask.completed", on), 1);
  });
}
