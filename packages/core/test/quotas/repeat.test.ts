import { expect, test } from "vitest";
import { memoryStorage } from "../../src/storage/memory.ts";
import type { Storage } from "../../src/storage/storage.ts";
import { createTaskwire } from "../../src/taskwire.ts";
import { opened } from "../../src/testing/engine/opened.ts";

const boardId = "sales";
const key = "a-key-of-both";
const quotas = { openRequests: 1 };

test("a repeated command is not refused because its first attempt took the last place meanwhile", async () => {
  const storage = memoryStorage();
  const one = createTaskwire({ storage, quotas });
  await one.open();
  await one.system.users.put({ id: "lek", name: "Lek", role: "ADMIN_LIMITED" });
  await one.system.boards.create({ id: boardId, name: "Sales" });
  await one.system.members.add({ boardId, userId: "lek" });
  const ask = (node: typeof one) =>
    node.as({ userId: "lek" }).tasks.create({ boardId, title: "A car" }, { key });

  const looked = Promise.withResolvers<void>();
  const committed = Promise.withResolvers<void>();
  // The other node has looked for the key's result, and goes on when the first attempt is committed.
  const slow: Storage = {
    ...opened(storage),
    async get(refs, wanted) {
      const answer = await storage.get(refs, wanted);
      if (wanted?.key !== key) return answer;
      looked.resolve();
      await committed.promise;
      return answer;
    },
  };
  const other = createTaskwire({ storage: slow, quotas });
  await other.open();
  const repeat = ask(other);
  await looked.promise;
  const first = await ask(one);
  committed.resolve();
  expect((await repeat).task.id).toBe(first.task.id);
});
