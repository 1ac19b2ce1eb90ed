import { expect, test } from "vitest";
import { memoryStorage } from "../src/storage/memory.ts";
import { createTaskwire } from "../src/taskwire.ts";
import { fakeRuntime } from "../src/testing/fake-runtime.ts";

test.each(["user.changed", "user.left", "user.erased"] as const)(
  "a reaction to %s ends, although the person's log was deleted before its second try",
  async (type) => {
    const storage = memoryStorage();
    const runtime = fakeRuntime();
    const node = createTaskwire({ storage, runtime, onError() {} });
    let tries = 0;
    node.react("sync", type, async () => {
      if (tries++ === 0) throw new Error("The directory is away.");
    });
    await node.open();
    const put = (id: string) => node.system.users.put({ id, name: id, role: "ADMIN" });
    const { id: boardId } = await node.system.boards.create({ name: "Sales" });
    for (const userId of ["lek", "nok"]) {
      await put(userId);
      await node.system.members.add({ boardId, userId });
    }
    await runtime.settle();
    if (type === "user.left") await node.system.members.remove({ boardId, userId: "lek" });
    const erase = async () => {
      const erased = node.users.erase("lek");
      await runtime.settle();
      await erased;
    };
    await erase();
    if (type === "user.erased") {
      await node.system.users.put({ id: "lek", name: "lek", role: "ADMIN", disabled: false });
      await erase();
    }
    await runtime.advance(120_000);
    expect(tries).toBeGreaterThan(0);
    const { records } = await storage.list("jobs", { index: "due", equals: {}, limit: 50 });
    expect(records.filter(({ id }) => id.endsWith("/sync"))).toEqual([]);
    await node.close();
  },
);
