import { expect, test } from "vitest";
import { memoryStorage } from "../src/storage/memory.ts";
import { decide } from "../src/testing/decide.ts";
import { fakeRuntime } from "../src/testing/fake-runtime.ts";
import { nodeOn } from "./support/approval-node.ts";

test("subtasks of a removed user stay assigned, can be found and reassigned, and are there again if the user returns", async () => {
  const { node, boardId } = await nodeOn(memoryStorage(), fakeRuntime(), true);
  const boss = node.as({ userId: "boss" });
  const [asker, worker] = ["asker", "worker"].map((userId) => node.as({ userId }));
  const { task: sale } = (await asker?.tasks.create({ boardId, title: "Sell" })) ?? {};
  const on = { boardId, taskId: sale?.id ?? "" };
  const { subtasks } = await decide(boss, "approve", on);
  const verify = {
    ...on,
    subtaskId: subtasks.find(({ assigneeId }) => assigneeId === "worker")?.id ?? "",
  };
  await boss.members.remove({ boardId, userId: "worker" });

  await expect(worker?.subtasks.complete(verify)).rejects.toMatchObject({ code: "not_found" });
  const { subtasks: left } = await boss.tasks.list({ boardId, involvedId: "worker" });
  expect(left.find(({ id }) => id === verify.subtaskId)).toMatchObject({
    assigneeId: "worker",
    state: "open",
  });
  await expect(boss.subtasks.assign({ ...verify, assigneeId: "worker" })).rejects.toMatchObject({
    code: "invalid",
  });

  await boss.members.add({ boardId, userId: "worker" });
  await worker?.subtasks.complete(verify);
  await boss.members.remove({ boardId, userId: "worker" });
  await boss.subtasks.reopen(verify);
  const given = await boss.subtasks.assign({ ...verify, assigneeId: "helper" });
  expect(given.subtask.assigneeId).toBe("helper");
});
