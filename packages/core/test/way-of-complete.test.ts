import { expect, test } from "vitest";
import { memoryStorage } from "../src/storage/memory.ts";
import { decide } from "../src/testing/decide.ts";
import { fakeRuntime } from "../src/testing/fake-runtime.ts";
import { nodeOn } from "./support/approval-node.ts";

test("a step of a remedy says whether subtasks may take it by themselves", async () => {
  const { node, boardId } = await nodeOn(memoryStorage(), fakeRuntime(), true);
  const {
    task: { id: taskId },
  } = await node.as({ userId: "asker" }).tasks.create({ boardId, title: "Sell" });
  const boss = node.as({ userId: "boss" });
  const why = await boss.tasks.why({ boardId, taskId, action: "task.complete" });
  expect(why).toMatchObject({
    remedy: [{ action: "task.approve" }, { action: "task.complete", unless: "subtasks" }],
  });
  const { subtasks } = await decide(boss, "approve", { boardId, taskId });
  for (const { id: subtaskId } of subtasks)
    await boss.subtasks.complete({ boardId, taskId, subtaskId });
  expect((await boss.tasks.get({ boardId, taskId })).task.state).toBe("completed");
});
