import assert from "node:assert/strict";
import {
  admins,
  assertLastOf,
  boardOn,
  countOf,
  type EngineGroup,
  outcomes,
  pendingTask,
  seen,
} from "./nodes.ts";

/** Several people decide at the same moment. */
export function decisions(test: EngineGroup): void {
  test("of 50 approvals at the same moment one succeeds, and 49 are refused with the name and time of the decision", async (one, other) => {
    const boardId = await boardOn(one, admins);
    const on = await pendingTask(one, boardId);
    const shown = await seen(one, on);
    const { done, failed } = await outcomes(
      admins.map((userId, i) => (i % 2 === 0 ? one : other).as({ userId }).tasks.approve(shown)),
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

  test("a decision counts only for the text that its decider saw (B9)", async (one, other) => {
    const boardId = await boardOn(one);
    const { task } = await one.as({ userId: "asker" }).tasks.create({ boardId, title: "Pay 100" });
    const on = { boardId, taskId: task.id };
    const { version } = task;
    const decide = (userId: string, input: object, action = "approve") =>
      other.call(userId, `tasks.${action}`, { ...on, ...input });
    for (const refused of [
      () => decide("admin-1", {}),
      () => decide("admin-1", { reason: "No" }, "reject"),
      // The host's own code too.
      () => one.system.tasks.approve(on as typeof on & { version: number }),
    ])
      await assert.rejects(refused(), ({ code, message, details }) => {
        assert.equal(code, "invalid");
        assert.match(message, /"version"/);
        assert.deepEqual(details?.problems?.[0]?.path, "version");
        return true;
      });
    const edit = (input: object) => one.call("asker", "tasks.edit", { ...on, ...input });
    for (const changed of [{ title: "Pay 100000" }, { description: "To me" }]) {
      const before = (await other.system.tasks.get(on)).task.version;
      await edit(changed);
      const { version: current } = (await other.system.tasks.get(on)).task;
      for (const seen of [version, before, current + 1, 0, -1])
        await assert.rejects(decide("admin-1", { version: seen }), ({ code, details }) => {
          assert.deepEqual([code, details?.version], ["conflict", current]);
          return true;
        });
    }
    const { version: last, title } = (await other.system.tasks.get(on)).task;
    await decide("admin-1", { version: last });
    const { decision, ...approved } = (await one.system.tasks.get(on)).task;
    assert.deepEqual([decision?.version, approved.title], [last, title]);
  });

  test("an edit and an approval at the same moment never approve a text that nobody saw (B9)", async (one, other) => {
    const boardId = await boardOn(one);
    for (let round = 0; round < 20; round++) {
      const shown = await seen(one, await pendingTask(one, boardId, "Pay 100"));
      const { version, ...on } = shown;
      const [edited, approved] = await Promise.allSettled([
        one.as({ userId: "asker" }).tasks.edit({ ...on, title: "Pay 100000" }),
        other.as({ userId: "admin-1" }).tasks.approve(shown),
      ]);
      const { task } = await one.system.tasks.get(on);
      const isApproved = approved.status === "fulfilled";
      // Whichever comes first, the other one is refused.
      assert.notEqual(isApproved, edited.status === "fulfilled");
      assert.equal(task.state, isApproved ? "approved" : "pending");
      assert.equal(task.title, isApproved ? "Pay 100" : "Pay 100000");
    }
  });

  test("of an approval and a rejection at the same moment one succeeds", async (one, other) => {
    const boardId = await boardOn(one);
    for (let round = 0; round < 10; round++) {
      const on = await pendingTask(one, boardId);
      const shown = await seen(one, on);
      const { done, failed } = await outcomes<unknown>([
        one.as({ userId: "admin-1" }).tasks.approve(shown),
        other.as({ userId: "admin-2" }).tasks.reject({ ...shown, reason: "No" }),
      ]);
      assert.deepEqual([done.length, failed.length], [1, 1]);
      const { task, subtasks } = await other.system.tasks.get(on);
      assert.equal(subtasks.length, task.state === "approved" ? 2 : 0);
    }
  });

  test("a person decides nothing after losing the role, however close the two commands are", async (one, other, storage) => {
    const boardId = await boardOn(one);
    const tasks = [];
    for (let i = 0; i < 30; i++) tasks.push(await seen(one, await pendingTask(one, boardId)));
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
    for (let i = 0; i < 30; i++) tasks.push(await seen(one, await pendingTask(one, boardId)));
    const approve = tasks.map((on) => one.as({ userId: "admin-1" }).tasks.approve(on));
    const { failed } = await outcomes<unknown>([
      ...approve,
      other.system.members.remove({ boardId, userId: "admin-1" }),
    ]);
    for (const { code } of failed) assert.ok(code === "not_found" || code === "unavailable", code);
    await assertLastOf(storage, boardId, "admin-1", "member.removed");
  });
}
