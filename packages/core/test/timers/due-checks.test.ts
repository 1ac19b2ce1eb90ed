import { expect, test } from "vitest";
import { timers } from "../../src/model/timer.ts";
import { memoryStorage } from "../../src/storage/memory.ts";
import { fakeRuntime } from "../../src/testing/fake-runtime.ts";
import { DueChecks } from "../../src/timers/due-checks.ts";

const start = Date.UTC(2026, 0, 1);
const after = (ms: number) => new Date(start + ms).toISOString();
const hour = 3_600_000;

test("a check that failed delays no later time of the same task, if another node has done it", async () => {
  const storage = memoryStorage();
  await storage.open([timers]);
  const write = (kind: "insert" | "update", at: string) =>
    storage.commit({
      reads: [],
      writes: [{ collection: timers.name, id: "t", kind, fields: { boardId: "b", at } }],
      events: [],
      result: "null",
    });
  await write("insert", after(0));
  const runtime = fakeRuntime({ seed: 1, now: start });
  const checked: string[] = [];
  const checks = new DueChecks({
    storage,
    runtime,
    beat: async () => {},
    check: async ({ at }) => {
      checked.push(at);
      if (at === after(0)) throw new Error("unknown version");
    },
    onError: () => {},
  });
  checks.start();
  await runtime.advance(hour);
  const failures = checked.length;
  expect(failures).toBeGreaterThan(10);
  // Another node, which knows the version, has carried it out. Something else is due a minute later.
  await write("update", after(hour + 60_000));
  await runtime.advance(62_000);
  expect(checked.slice(failures)).toContain(after(hour + 60_000));
  await checks.stop();
});
