import { expect, test } from "vitest";
import { memoryStorage } from "../src/storage/memory.ts";
import { createTaskwire } from "../src/taskwire.ts";
import { fakeRuntime } from "../src/testing/fake-runtime.ts";

const day = 24 * 3_600_000;

test("an idempotency key is kept for seven days and is free afterwards", async () => {
  const runtime = fakeRuntime();
  const taskwire = createTaskwire({ runtime, storage: memoryStorage() });
  await taskwire.open();
  await taskwire.system.users.put({ id: "dao", name: "Dao", role: "ADMIN" });
  const create = () =>
    taskwire.as({ userId: "dao" }).boards.create({ name: "Sales" }, { key: "key-00000001" });
  const first = await create();

  await runtime.advance(7 * day - 1);
  expect(await create()).toEqual(first);

  await runtime.advance(3_600_001);
  expect(await create()).not.toEqual(first);
  await taskwire.close();
});
