import { expect, test } from "vitest";
import { memoryStorage } from "../src/storage/memory.ts";
import type { Storage } from "../src/storage/storage.ts";
import { createTaskwire } from "../src/taskwire.ts";

/** A board with so many tasks of Dao (ADMIN) and of Lek (ADMIN_LIMITED), and the reads of its storage. */
async function startBoard(ofDao: number, ofLek: number) {
  const reads: string[] = [];
  const inner = memoryStorage();
  const storage: Storage = {
    ...inner,
    get(refs, key) {
      reads.push(...refs.map(({ collection }) => collection));
      return inner.get(refs, key);
    },
    list(collection, query) {
      reads.push(`list ${collection}`);
      return inner.list(collection, query);
    },
  };
  const taskwire = createTaskwire({ storage, notifications: false });
  await taskwire.open();
  const { system } = taskwire;
  await system.users.put({ id: "dao", name: "Dao", role: "ADMIN" });
  await system.users.put({ id: "lek", name: "Lek", role: "ADMIN_LIMITED" });
  const { id: boardId } = await system.boards.create({ name: "Sales" });
  for (const userId of ["dao", "lek"]) await system.members.add({ boardId, userId });
  for (const [userId, count] of [
    ["dao", ofDao],
    ["lek", ofLek],
  ] as const)
    for (let i = 0; i < count; i++)
      await taskwire.as({ userId }).tasks.create({ boardId, title: `${i}` });
  const pendingOf = async (userId: string) => {
    const { counts } = await taskwire.as({ userId }).tasks.counts({ boardId });
    return counts.find(({ state }) => state === "pending");
  };
  return { taskwire, boardId, reads, pendingOf };
}

test("tasks are counted without reading one, whether a role sees all of them or its own", async () => {
  const { taskwire, reads, pendingOf } = await startBoard(30, 20);
  reads.length = 0;
  expect(await pendingOf("dao")).toEqual({
    state: "pending",
    kind: "waiting",
    count: 50,
    more: false,
  });
  expect(await pendingOf("lek")).toMatchObject({ count: 20, more: false });
  expect(reads.filter((one) => /task|involve/.test(one))).toEqual([]);
  await taskwire.close();
});

test("beyond a thousand, a count says that there are more", async () => {
  const { taskwire, pendingOf } = await startBoard(501, 500);
  expect(await pendingOf("dao")).toMatchObject({ count: 1_000, more: true });
  expect(await pendingOf("lek")).toMatchObject({ count: 500, more: false });
  await taskwire.close();
});
