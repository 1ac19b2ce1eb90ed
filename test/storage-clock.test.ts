import { createTaskwire, memoryStorage } from "@taskwire/core";
import type { Storage } from "@taskwire/core/adapter";
import { expect, onTestFinished, test } from "vitest";
import { storagesIn } from "./storages/open.ts";
import { postgresUrl } from "./support/postgres-url.ts";

const hourMs = 3_600_000;

test("row 35: a server whose clock is an hour off uses the storage's clock, and health() says so", async () => {
  for (const ahead of [hourMs, -hourMs]) {
    const storage = { ...memoryStorage(), now: async () => Date.now() + ahead };
    const taskwire = createTaskwire({ storage });
    await taskwire.open();
    const { createdAt } = await taskwire.system.boards.create({ name: "Purchases" });
    expect(Math.abs(Date.parse(createdAt) - (Date.now() + ahead))).toBeLessThan(60_000);
    const { ready, clockOffsetMs, problems } = await taskwire.health();
    expect(ready).toBe(true);
    expect(Math.abs(Number(clockOffsetMs) - ahead)).toBeLessThan(60_000);
    expect(problems).toEqual([
      expect.stringMatching(ahead > 0 ? /is 3600 s behind/ : /is 3600 s ahead of/),
    ]);
    await taskwire.close();
    expect((await taskwire.health()).ready).toBe(false);
  }
});

test("a storage without a clock leaves the server's own", async () => {
  const taskwire = createTaskwire();
  await taskwire.open();
  expect(await taskwire.health()).toEqual({ ready: true, clockOffsetMs: null, problems: [] });
  await taskwire.close();
});

test("a storage whose clock can't be read does not keep the server from opening", async () => {
  const errors: unknown[] = [];
  const now = async () => {
    throw new Error("The connection is gone.");
  };
  const storage = { ...memoryStorage(), now };
  const taskwire = createTaskwire({ storage, onError: (error) => errors.push(error) });
  await taskwire.open();
  expect(errors).toMatchObject([{ message: "The storage's clock can't be read." }]);
  expect(await taskwire.health()).toMatchObject({ ready: true, clockOffsetMs: null });
  await taskwire.close();
});

test("PostgreSQL has a clock, and health() compares with it", async () => {
  const stack = new AsyncDisposableStack();
  onTestFinished(() => stack.disposeAsync());
  const storage = storagesIn(stack, await postgresUrl()).PostgreSQL as Storage;
  const taskwire = createTaskwire({ storage });
  await taskwire.open();
  // The database runs on this machine.
  expect(await taskwire.health()).toMatchObject({ ready: true, problems: [] });
  expect(Math.abs(Number((await taskwire.health()).clockOffsetMs))).toBeLessThan(1_000);
});
