import assert from "node:assert/strict";
import { decide } from "../decide.ts";
import { approvedTask, boardOn, type EngineGroup, outcomes, pendingTask } from "./nodes.ts";

/** Accounts change while others use them. */
export function people(test: EngineGroup): void {
  test("a person's copies on boards stay correct when adding the person to a board races with a change", async (one, other) => {
    const { users, boards, members } = one.system;
    await users.put({ id: "dao", name: "Dao 0", role: "ADMIN" });
    for (let round = 1; round <= 15; round++) {
      const [a, b] = [await boards.create({ name: "A" }), await boards.create({ name: "B" })];
      await members.add({ boardId: a.id, userId: "dao" });
      const role = round % 2 === 0 ? "ADMIN" : "ADMIN_LIMITED";
      const { failed } = await outcomes<unknown>([
        other.system.users.put({ id: "dao", name: `Dao ${round}`, role }),
        members.add({ boardId: b.id, userId: "dao" }),
        other.system.members.remove({ boardId: a.id, userId: "dao" }),
      ]);
      assert.deepEqual(failed, []);
      assert.deepEqual((await members.list({ boardId: a.id })).members, []);
      const [copy] = (await other.system.members.list({ boardId: b.id })).members;
      assert.deepEqual([copy?.name, copy?.role], [`Dao ${round}`, role]);
    }
  });

  test("a disabled person is refused on every node, and can be enabled again", async (one, other) => {
    const boardId = await boardOn(one);
    const on = await pendingTask(one, boardId);
    const put = (disabled: boolean) =>
      one.system.users.put({ id: "admin-1", name: "admin-1", role: "ADMIN", disabled });
    await put(true);
    const admin = other.as({ userId: "admin-1" });
    const { failed } = await outcomes<unknown>([
      decide(admin, "approve", on),
      admin.tasks.get(on),
      admin.boards.open({ boardId }),
      admin.boards.list(),
      admin.users.me(),
    ]);
    assert.deepEqual(
      failed.map(({ code }) => code),
      Array(5).fill("forbidden"),
    );
    await put(false);
    assert.equal((await decide(admin, "approve", on)).task.state, "approved");
  });

  test("a disabled person gets no work, neither from a template nor by hand, and everybody can see why (B4)", async (one, other) => {
    const boardId = await boardOn(one);
    const put = (disabled: boolean) =>
      one.system.users.put({ id: "worker-1", name: "worker-1", role: "ADMIN_LIMITED", disabled });
    const memberOf = async (userId: string) =>
      (await other.system.members.list({ boardId, limit: 100 })).members.find(
        (member) => member.userId === userId,
      );
    await put(true);
    assert.equal((await memberOf("worker-1"))?.disabled, true);
    const { first, second, ...on } = await approvedTask(other, boardId);
    const { subtasks } = await one.system.tasks.get(on);
    const assignees = subtasks.map(({ assigneeId }) => assigneeId);
    assert.deepEqual(assignees, [null, "worker-2"]);
    const { failed } = await outcomes<unknown>([
      other.system.subtasks.assign({ ...second, assigneeId: "worker-1" }),
      other.system.subtasks.create({ ...on, title: "More", assigneeId: "worker-1" }),
    ]);
    assert.deepEqual(
      failed.map(({ code }) => code),
      ["invalid", "invalid"],
    );
    await put(false);
    assert.equal((await memberOf("worker-1"))?.disabled, false);
    await other.system.subtasks.assign({ ...first, assigneeId: "worker-1" });
  });

  test("nobody is given work after being disabled, however close the two commands are (B4)", async (one, other) => {
    const boardId = await boardOn(one);
    const user = { id: "worker-1", name: "worker-1", role: "ADMIN_LIMITED" as const };
    for (let round = 0; round < 10; round++) {
      const { second, ...on } = await approvedTask(one, boardId);
      await outcomes<unknown>([
        one.system.subtasks.assign({ ...second, assigneeId: "worker-1" }),
        other.system.users.put({ ...user, disabled: true }),
      ]);
      const { events } = await one.system.tasks.history({ boardId: on.boardId, taskId: on.taskId });
      const assigned = events.find(({ type }) => type === "subtask.assigned")?.number ?? 0;
      const { members } = await one.system.members.list({ boardId, limit: 100 });
      const disabledAt = members.find(({ userId }) => userId === "worker-1")?.version ?? 0;
      assert.ok(assigned < disabledAt, `assigned at ${assigned}, disabled at ${disabledAt}`);
      await other.system.users.put({ ...user, disabled: false });
    }
  });

  test("two commands that create the same person at the same moment both succeed, and the person exists once", async (one, other) => {
    const put = (name: string) =>
      (name === "A" ? one : other).system.users.put({ id: "nok", name, role: "ADMIN" });
    const { failed } = await outcomes([put("A"), put("B")]);
    assert.deepEqual(failed, []);
  });

  test("refuses text that no storage can hold as a person's id, as a key, and as the id of a reaction", async (one) => {
    for (const odd of ["a\0bcdefgh", "abcdefgh\ud800"]) {
      const codes = (
        await outcomes<unknown>([
          one.as({ userId: odd }).users.me(),
          one.call(odd, "boards.create", { name: "Sales" }),
          one.system.boards.create({ name: "Sales" }, { key: odd }),
          one.system.reactions.retry({ id: odd }),
        ])
      ).failed.map(({ code }) => code);
      assert.deepEqual(codes, ["forbidden", "forbidden", "invalid", "invalid"]);
    }
  });
}
