import type { Storage, Write } from "@taskwire/core/adapter";
import { describe, expect, onTestFinished, test } from "vitest";
import { timers } from "../packages/core/src/model/timer.ts";
import { startTimed } from "../packages/core/test/approvals/timed.ts";
import { deadlineRows } from "./approvals/deadline-rows.ts";
import { storagesIn } from "./storages/open.ts";
import { postgresUrl } from "./support/postgres-url.ts";

test.each(["SQLite", "PostgreSQL"])(
  "%s finds what is due among 100,000 tasks in 50 ms",
  {
    timeout: 120_000,
  },
  async (kind) => {
    const stack = new AsyncDisposableStack();
    onTestFinished(() => stack.disposeAsync());
    const storage = storagesIn(stack, await postgresUrl())[kind] as Storage;
    await storage.open([timers]);
    const start = Date.UTC(2026, 0, 1);
    for (let done = 0; done < 100_000; done += 500) {
      const writes = Array.from({ length: 500 }, (_, i): Write => {
        // In no order.
        const minute = ((done + i) * 7_919) % 100_000;
        const fields = { boardId: "b1", at: new Date(start + minute * 60_000).toISOString() };
        return { kind: "insert", collection: timers.name, id: `t${done + i}`, fields };
      });
      await storage.commit({ reads: [], writes, events: [], result: "null" });
    }
    const times: number[] = [];
    for (let i = 0; i < 10; i++) {
      const began = performance.now();
      const { records } = await storage.list(timers.name, { index: "due", equals: {}, limit: 100 });
      times.push(performance.now() - began);
      expect(records.map(({ fields }) => Date.parse(String(fields.at)) - start)).toEqual(
        Array.from({ length: 100 }, (_, at) => at * 60_000),
      );
    }
    expect(Math.min(...times)).toBeLessThan(50);
  },
);

describe.each(["memory", "SQLite", "PostgreSQL"])("%s has the deadlines of approvals", (kind) => {
  test.each(deadlineRows)("row $row: $what", { timeout: 60_000 }, async ({ run, options }) => {
    const stack = new AsyncDisposableStack();
    onTestFinished(() => stack.disposeAsync());
    const storage = storagesIn(stack, await postgresUrl())[kind];
    const world = await startTimed({ ...options, ...(storage && { storage }) });
    stack.defer(() => world.taskwire.close());
    await run(world);
    expect(world.errors).toEqual([]);
  });
});
