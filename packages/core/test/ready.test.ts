import { expect, test } from "vitest";
import { memoryStorage } from "../src/storage/memory.ts";
import type { Storage } from "../src/storage/storage.ts";
import { createTaskwire } from "../src/taskwire.ts";
import { fakeRuntime } from "../src/testing/fake-runtime.ts";

test("a node is ready while its storage accepts writes, not only reads", async () => {
  const runtime = fakeRuntime();
  const inner = memoryStorage();
  let isFull = false;
  let writes = 0;
  const storage: Storage = {
    ...inner,
    async commit(commit) {
      writes++;
      if (isFull) throw new Error("The disk is full.");
      return inner.commit(commit);
    },
  };
  const taskwire = createTaskwire({ storage, runtime });
  await taskwire.open();
  expect(await taskwire.ready()).toBe(true);

  isFull = true;
  await runtime.advance(1_000);
  expect(await taskwire.ready()).toBe(false);
  isFull = false;
  await runtime.advance(1_000);
  expect(await taskwire.ready()).toBe(true);

  // Frequent checks cause at most one write a second.
  const before = writes;
  for (let i = 0; i < 100; i++) await taskwire.ready();
  expect(writes - before).toBe(0);

  await taskwire.close();
  expect(await taskwire.ready()).toBe(false);
});

test.each(["heads", "get", "commit"] as const)(
  "a node whose storage never answers to `%s` is not ready after 5 s, instead of giving no answer",
  async (method) => {
    const runtime = fakeRuntime();
    const inner = memoryStorage();
    let isHanging = false;
    const storage = {
      ...inner,
      [method]: (...given: never[]) =>
        isHanging
          ? new Promise<never>(() => {})
          : (inner[method] as (...of: never[]) => Promise<unknown>)(...given),
    } as Storage;
    const taskwire = createTaskwire({ storage, runtime });
    await taskwire.open();
    isHanging = true;
    const isReady = taskwire.ready();
    await runtime.advance(5_000);
    expect(await isReady).toBe(false);
    isHanging = false;
    await runtime.advance(1_000);
    expect(await taskwire.ready()).toBe(true);
    await taskwire.close();
  },
);
