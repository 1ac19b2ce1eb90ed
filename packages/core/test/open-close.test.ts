import { expect, test } from "vitest";
import { memoryStorage } from "../src/storage/memory.ts";
import type { Storage } from "../src/storage/storage.ts";
import { createTaskwire } from "../src/taskwire.ts";
import { fakeRuntime } from "../src/testing/fake-runtime.ts";

/** A node whose storage takes long to open, and fails to do so the first `failures` times. */
function nodeWith(failures = 0) {
  const runtime = fakeRuntime();
  const inner = memoryStorage();
  const errors: unknown[] = [];
  const calls: string[] = [];
  let left = failures;
  const storage: Storage = {
    ...inner,
    async open(collections) {
      calls.push("open");
      await new Promise<void>((resolve) => void runtime.timer(1_000, resolve));
      if (left-- > 0) throw new Error("The database is starting.");
      await inner.open(collections);
      calls.push("opened");
    },
    async close() {
      calls.push("close");
      await inner.close();
    },
  };
  const onError = (error: unknown) => errors.push(error);
  return { runtime, calls, errors, taskwire: createTaskwire({ storage, runtime, onError }) };
}

test("a node that is closed while it opens closes its storage afterwards, and leaves no timer", async () => {
  const { runtime, calls, errors, taskwire } = nodeWith();
  const opened = taskwire.open();
  const closed = taskwire.close();
  await runtime.advance(1_000);
  await Promise.all([opened, closed]);
  expect(calls).toEqual(["open", "opened", "close"]);
  await runtime.advance(3 * 3_600_000);
  expect([runtime.timers, errors]).toEqual([0, []]);
});

test("a node that is opened twice opens its storage and starts its timers once", async () => {
  const { runtime, calls, taskwire } = nodeWith();
  const both = Promise.all([taskwire.open(), taskwire.open()]);
  await runtime.advance(1_000);
  await both;
  await taskwire.open();
  expect(calls).toEqual(["open", "opened"]);
  await taskwire.close();
  expect(runtime.timers).toBe(0);
});

test("a node whose storage could not be opened can be opened again", async () => {
  const { runtime, taskwire } = nodeWith(1);
  const failed = expect(taskwire.open()).rejects.toThrow();
  await runtime.advance(1_000);
  await failed;
  const opened = taskwire.open();
  await runtime.advance(1_000);
  await opened;
  expect(await taskwire.system.users.put({ id: "dao", name: "Dao", role: "ADMIN" })).toMatchObject({
    id: "dao",
  });
  await taskwire.close();
});

test("a node that was closed can't be opened again, and says what to do", async () => {
  const { runtime, taskwire } = nodeWith();
  const opened = taskwire.open();
  await runtime.advance(1_000);
  await opened;
  await taskwire.close();
  await expect(taskwire.open()).rejects.toMatchObject({
    code: "invalid",
    message: "This node was closed. Make another one with `createTaskwire`.",
  });
});
