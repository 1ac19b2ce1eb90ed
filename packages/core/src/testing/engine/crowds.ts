import assert from "node:assert/strict";
import { decide } from "../decide.ts";
import { boardOn, countOf, type EngineGroup, outcomes, pendingTask } from "./nodes.ts";

/** Many people change the same records at the same moment. Nobody has to send a command again. */
export function crowds(test: EngineGroup): void {
  test("30 people are added to a board at the same moment: all of them get on it (A7)", async (one, other) => {
    const boardId = await boardOn(one);
    const people = Array.from({ length: 30 }, (_, i) => `new-${i}`);
    for (const id of people) await one.system.users.put({ id, name: id, role: "ADMIN" });
    const { failed } = await outcomes(
      people.map((userId, i) => nodeFor(i, one, other).system.members.add({ boardId, userId })),
    );
    assert.deepEqual(failed, []);
    const { members } = await one.system.members.list({ boardId, limit: 100 });
    assert.deepEqual(
      people.filter((id) => !members.some(({ userId }) => userId === id)),
      [],
    );
  });

  test("60 subtasks of a task are completed at the same moment: all of them are done, and the task is completed once (A7)", async (one, other) => {
    const boardId = await boardOn(one);
    const on = await pendingTask(one, boardId);
    await decide(one.system, "approve", on);
    for (let i = 2; i < 60; i++) await one.system.subtasks.create({ ...on, title: `Part ${i}` });
    const { subtasks } = await one.system.tasks.get(on);
    const { failed } = await outcomes(
      subtasks.map(({ id }, i) =>
        nodeFor(i, one, other).system.subtasks.complete({ ...on, subtaskId: id }),
      ),
    );
    assert.deepEqual(failed, []);
    const { task } = await one.system.tasks.get(on);
    assert.deepEqual([task.state, task.done, task.total], ["completed", 60, 60]);
    assert.equal(await countOf(one, "task.completed", on), 1);
  });

  test("12 tasks are approved at the same moment: a template spreads the work evenly over a role (B3)", async (one, other) => {
    const boardId = await boardOn(one);
    const tasks = [];
    for (let i = 0; i < 12; i++) tasks.push(await pendingTask(one, boardId, `Shared ${i}`));
    const { failed, done } = await outcomes(
      tasks.map((on, i) => decide(nodeFor(i, one, other).system, "approve", on)),
    );
    assert.deepEqual(failed, []);
    const counts = new Map<string, number>();
    for (const { assigneeId } of done.flatMap(({ subtasks }) => subtasks))
      counts.set(assigneeId ?? "", (counts.get(assigneeId ?? "") ?? 0) + 1);
    assert.deepEqual(Object.fromEntries(counts), { asker: 4, "worker-1": 4, "worker-2": 4 });
  });

  test("50 edits of a task at the same moment all get through (A7)", async (one, other) => {
    const boardId = await boardOn(one);
    const on = await pendingTask(one, boardId);
    const { done, failed } = await outcomes(
      Array.from({ length: 50 }, (_, i) =>
        nodeFor(i, one, other).system.tasks.edit({ ...on, title: `Title ${i}` }),
      ),
    );
    assert.deepEqual(failed, []);
    assert.equal(new Set(done.map(({ task }) => task.version)).size, 50);
    assert.equal(await countOf(one, "task.edited", on), 50);
  });
}

const nodeFor = <N>(i: number, one: N, other: N): N => (i % 2 === 0 ? one : other);
