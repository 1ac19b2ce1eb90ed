import assert from "node:assert/strict";
import { boardOn, type EngineGroup, type Node, outcomes } from "./nodes.ts";

const pair = ["admin-0", "admin-1"] as const;

/** The people on a board who can give others a role. */
async function admins(node: Node, boardId: string): Promise<string[]> {
  const { members } = await node.system.members.list({ boardId, limit: 100 });
  return members.flatMap(({ userId, role }) => (role === "ADMIN" ? [userId] : []));
}

/** People who give and take rights at the same moment. */
export function granting(test: EngineGroup): void {
  test("of two ADMINs who demote each other at the same moment one stays ADMIN (D6)", async (one, other) => {
    for (let round = 0; round < 10; round++) {
      const boardId = await boardOn(one, pair);
      const demote = (by: Node, userId: string, who: string) =>
        by.as({ userId }).members.change({ boardId, userId: who, role: "ADMIN_LIMITED" });
      const { done, failed } = await outcomes([
        demote(one, "admin-0", "admin-1"),
        demote(other, "admin-1", "admin-0"),
      ]);
      assert.deepEqual([done.length, failed.map(({ code }) => code)], [1, ["forbidden"]]);
      assert.equal((await admins(other, boardId)).length, 1);
    }
  });

  test("of two ADMINs who leave a board at the same moment one stays, and is told why (D6)", async (one, other) => {
    for (let round = 0; round < 10; round++) {
      const boardId = await boardOn(one, pair);
      const leave = (by: Node, userId: string) =>
        by.as({ userId }).members.remove({ boardId, userId });
      const { done, failed } = await outcomes([leave(one, "admin-0"), leave(other, "admin-1")]);
      assert.equal(done.length, 1);
      assert.deepEqual(
        failed.map(({ code, details }) => [code, details?.rule]),
        [["refused", "last_holder"]],
      );
      assert.equal((await admins(other, boardId)).length, 1);
    }
  });

  test("nobody is made ADMIN by a person who is not ADMIN any more, however close the two commands are (D6)", async (one, other) => {
    for (let round = 0; round < 10; round++) {
      const boardId = await boardOn(one, pair);
      await outcomes<unknown>([
        one.as({ userId: "admin-0" }).members.change({ boardId, userId: "asker", role: "ADMIN" }),
        other.system.members.change({ boardId, userId: "admin-0", role: "ADMIN_LIMITED" }),
      ]);
      const { members } = await one.system.members.list({ boardId, limit: 100 });
      const versionOf = (id: string) => members.find(({ userId }) => userId === id)?.version ?? 0;
      const isAdmin = (await admins(one, boardId)).includes("asker");
      assert.ok(!isAdmin || versionOf("asker") < versionOf("admin-0"));
    }
  });

  test("of two people who get handles that look alike at the same moment one gets it (H13)", async (one, other) => {
    const put = (by: Node, id: string, handle: string | null) =>
      by.system.users.put({ id, name: id, handle, role: "ADMIN" });
    for (let round = 0; round < 10; round++) {
      const { done, failed } = await outcomes([put(one, "ann", "Anna"), put(other, "eve", "anna")]);
      assert.equal(done.length, 1);
      assert.deepEqual(
        failed.map(({ code, details }) => [code, details?.problem]),
        [["refused", "taken"]],
      );
      const [owner] = done;
      await put(one, owner?.id ?? "", null);
    }
  });
}
