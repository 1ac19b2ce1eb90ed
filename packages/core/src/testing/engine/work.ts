import assert from "node:assert/strict";
import { decide } from "../decide.ts";
import { boardOn, type EngineGroup, type Node } from "./nodes.ts";

type List = "decide" | "steps" | "asked" | "mentions";

/** All entries of one list of a person's work, in pages of this size. */
async function workOf(node: Node, userId: string, list: List, limit: number) {
  const { work } = node.as({ userId });
  const texts: string[] = [];
  let after: string | undefined;
  for (let page = 0; page < 100; page++) {
    const answer = await work.open({ list, limit, ...(after && { after }) });
    for (const { title } of [...answer.decide, ...answer.asked].map(({ task }) => task))
      texts.push(title);
    for (const { subtask } of answer.steps) texts.push(subtask.title);
    for (const { excerpt } of answer.mentions) texts.push(String(excerpt));
    after = answer.more[list] ?? undefined;
    if (after === undefined) return texts;
  }
  assert.fail("paging never ends");
}

/** A person's work on all boards. */
export function work(test: EngineGroup): void {
  test("a person's work comes in pages, each entry once, in its order", async (one) => {
    const boards = [await boardOn(one), await boardOn(one)];
    const asker = one.as({ userId: "asker" });
    const taskIds: string[] = [];
    for (const [b, boardId] of boards.entries())
      for (let i = 0; i < 4; i++)
        taskIds.push((await asker.tasks.create({ boardId, title: `${b}${i}` })).task.id);
    const [boardId = ""] = boards;
    const taskId = taskIds[0] ?? "";
    await decide(one.system, "approve", { boardId, taskId });
    const dues = ["2026-03-01", null, "2026-01-01", null, "2026-02-01"];
    for (const due of dues)
      await one.system.subtasks.create({
        ...{ boardId, taskId, title: due ?? "some day", assigneeId: "admin-0" },
        ...(due && { dueAt: `${due}T00:00:00.000Z` }),
      });
    for (const text of ["one", "two", "three"])
      await asker.comments.post({ boardId, taskId, text: `${text} @admin-0` });
    for (const limit of [1, 2, 3, 50]) {
      const waiting = (await workOf(one, "admin-0", "decide", limit)).sort();
      assert.deepEqual(waiting, ["01", "02", "03", "10", "11", "12", "13"]);
      assert.deepEqual(await workOf(one, "asker", "decide", limit), []);
      const steps = ["2026-01-01", "2026-02-01", "2026-03-01", "some day", "some day"];
      assert.deepEqual(await workOf(one, "admin-0", "steps", limit), steps);
      const asked = ["13", "12", "11", "10", "03", "02", "01", "00"];
      assert.deepEqual(await workOf(one, "asker", "asked", limit), asked);
      const mentions = ["three @admin-0", "two @admin-0", "one @admin-0"];
      assert.deepEqual(await workOf(one, "admin-0", "mentions", limit), mentions);
    }
  });
}
