import assert from "node:assert/strict";
import { decide } from "../decide.ts";
import { boardOn, type EngineGroup, type Node } from "./nodes.ts";

type Counts = { readonly [state: string]: number };

/** The numbers of tasks by state that a person gets, without the zeros. */
async function countsOf(node: Node, userId: string, boardId: string): Promise<Counts> {
  const { counts } = await node.as({ userId }).tasks.counts({ boardId });
  assert.ok(counts.every(({ more }) => !more));
  return Object.fromEntries(
    counts.flatMap(({ state, count }) => (count > 0 ? [[state, count]] : [])),
  );
}

/** The same, counted in the pages of the list. */
async function listed(node: Node, userId: string, boardId: string): Promise<Counts> {
  const counts: { [state: string]: number } = {};
  let after: string | undefined;
  do {
    const page = await node.as({ userId }).tasks.list({ boardId, ...(after && { after }) });
    for (const { state } of page.tasks) counts[state] = (counts[state] ?? 0) + 1;
    after = page.next ?? undefined;
  } while (after);
  return counts;
}

/** Counts, each of what the caller may see. */
export function counts(test: EngineGroup): void {
  test("tasks are counted by state, each person's own number, after every kind of change", async (one) => {
    const boardId = await boardOn(one);
    const people = ["admin-1", "asker", "worker-1", "worker-2"];
    const check = async () => {
      for (const userId of people)
        assert.deepEqual(
          await countsOf(one, userId, boardId),
          await listed(one, userId, boardId),
          userId,
        );
    };
    const asker = one.as({ userId: "asker" });
    const ids: string[] = [];
    for (let i = 0; i < 5; i++)
      ids.push((await asker.tasks.create({ boardId, title: `${i}` })).task.id);
    await check();
    assert.deepEqual(await countsOf(one, "asker", boardId), { pending: 5 });
    assert.deepEqual(await countsOf(one, "worker-1", boardId), {});
    const [first = "", second = "", third = "", fourth = ""] = ids;
    for (const taskId of [first, second]) await decide(one.system, "approve", { boardId, taskId });
    await decide(one.system, "reject", { boardId, taskId: third, reason: "No" });
    await check();
    const onFirst = { boardId, taskId: first };
    const { subtasks } = await one.system.tasks.get(onFirst);
    assert.deepEqual(await countsOf(one, "worker-1", boardId), { approved: 2 });
    for (const { id: subtaskId } of subtasks)
      await one.system.subtasks.assign({ ...onFirst, subtaskId, assigneeId: "worker-2" });
    await check();
    assert.deepEqual(await countsOf(one, "worker-1", boardId), { approved: 1 });
    for (const { id: subtaskId } of subtasks)
      await one.system.subtasks.complete({ ...onFirst, subtaskId });
    await check();
    assert.deepEqual(await countsOf(one, "worker-2", boardId), { approved: 1, completed: 1 });
    await asker.tasks.cancel({ boardId, taskId: fourth });
    await one.system.tasks.delete({ boardId, taskId: second });
    await check();
    assert.deepEqual(await countsOf(one, "worker-1", boardId), {});
  });
}
