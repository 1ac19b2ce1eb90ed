import assert from "node:assert/strict";
import {
  admins,
  assertLastOf,
  boardOn,
  countOf,
  type EngineGroup,
  outcomes,
  pendingTask,
} from "./nodes.ts";

/** Several people decide at the same moment. */
export function decisions(test: EngineGroup): void {
  test("of 50 approvals at the same moment one succeeds, and 49 are refused with the name and time of the decision", async (one, other) => {
    const boardId = await boardOn(one, admins);
    const on = await pendingTask(one, boardId);
    const { done, failed } = await outcomes(
      admins.map((userId, i) => (i % 2 === 0 ? one : other).as({ userId }).tasks.approve(on)),
    );
    assert.equal(done.length, 1);
    assert.equal(failed.length, admins.length - 1);
    const decision = done[0]?.task.decision;
    assert.ok(decision && admins.includes(decision.by));
    for (const { code, message, details } of failed) {
      assert.equal(code, "refused");
      assert.ok(message.includes(decision.by) && message.includes(decision.at), message);
      assert.deepEqual(details?.decision, decision);
    }
    const { task, subtasks } = await one.system.tasks.get(on);
    assert.equal(task.state, "approved");
    assert.equal(subtasks.length, 2);
    assert.equal(await countOf(one, "task.approved", on), 1);
    assert.equal(await countOf(one, "subtask.created", on), 2);
  });

  test("of an approval and a rejection at the same moment one succeeds", async (one, other) => {
    const boardId = await boardOn(one);
    for (let round = 0; round < 10; round++) {
      const on = await pendingTask(one, boardId);
      const { done, failed } = await outcomes<unknown>([
        one.as({ userId: "admin-1" }).tasks.approve(on),
        other.as({ userId: "admin-2" }).tasks.reject({ ...on, reason: "No" }),
      ]);
      assert.deepEqual([done.length, failed.length], [1, 1]);
      const { task, subtasks } = await other.system.tasks.get(on);
      assert.equal(subtasks.length, task.state === "approved" ? 2 : 0);
    }
  });

  test("a person decides nothing after losing the role, however close the two commands are", async (one, other, storage) => {
    const boardId = await boardOn(one);
    const tasks = [];
    for (let i = 0; i < 30; i++) tasks.push(await pendingTask(one, boardId));
    const approve = tasks.map((on) => one.as({ userId: "admin-1" }).tasks.approve(on));
    const demote = other.system.users.put({
      id: "admin-1",
      name: "admin-1",
      role: "ADMIN_LIMITED",
    });
    const { failed } = await outcomes<unknown>([...approve, demote]);
    // With the new role, the person can't see the task, so it does not exist for this person.
    for (const { code } of failed) assert.ok(code === "not_found" || code === "unavailable", code);
    await assertLastOf(storage, boardId, "admin-1", "member.changed");
  });

  test("a person changes nothing after being removed, however close the two commands are", async (one, other, storage) => {
    const boardId = await boardOn(one);
    const tasks = [];
    for (let i = 0; i < 30; i++) tasks.push(await pendingTask(one, boardId));
    const approve = tasks.map((on) => one.as({ userId: "admin-1" }).tasks.approve(on));
    const { failed } = await outcomes<unknown>([
      ...approve,
      other.system.members.remove({ boardId, userId: "admin-1" }),
    ]);
    for (const { code } of failed) assert.ok(code === "not_found" || code === "unavailable", code);
    await assertLastOf(storage, boardId, "admin-1", "member.removed");
  });
}
