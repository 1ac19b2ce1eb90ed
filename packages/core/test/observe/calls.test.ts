import { expect, test } from "vitest";
import type { ErrorContext } from "../../src/model/error-context.ts";
import type { Observer } from "../../src/model/observation.ts";
import { memoryStorage } from "../../src/storage/memory.ts";
import type { Storage } from "../../src/storage/storage.ts";
import { createTaskwire } from "../../src/taskwire.ts";
import { recorder } from "./observed.ts";

const text = "The secret price is 4711";

async function node(observers: readonly Observer[], storage: Storage = memoryStorage()) {
  const errors: { readonly error: unknown; readonly context: ErrorContext }[] = [];
  const taskwire = createTaskwire({
    storage,
    observers,
    quotas: { openRequests: 1 },
    onError: (error, context) => void errors.push({ error, context }),
  });
  await taskwire.open();
  await taskwire.system.users.put({ id: "dao", name: "Dao", role: "ADMIN" });
  await taskwire.system.users.put({ id: "lek", name: "Lek", role: "ADMIN_LIMITED" });
  await taskwire.system.boards.create({ id: "sales", name: "Sales" });
  for (const userId of ["dao", "lek"])
    await taskwire.system.members.add({ boardId: "sales", userId });
  return { taskwire, errors };
}

const call = (
  { taskwire }: Awaited<ReturnType<typeof node>>,
  userId: string,
  name: string,
  input: object,
) => taskwire.call(userId, name, input).then(JSON.parse, ({ code }) => code);

test("each call is observed with its operation, person, ids and outcome, and without its texts", async () => {
  const { observer, of } = recorder();
  const app = await node([observer]);
  const before = of("call").length;
  const { task } = await call(app, "lek", "tasks.create", { boardId: "sales", title: text });
  await call(app, "lek", "tasks.approve", { boardId: "sales", taskId: task.id, version: 1 });
  await call(app, "lek", "tasks.create", { boardId: "sales", title: text });
  await call(app, "dao", "tasks.get", { boardId: "sales", taskId: "nowhere" });
  await call(app, "dao", text, {});
  const calls = of("call").slice(before);
  expect(calls).toMatchObject([
    { operation: "tasks.create", kind: "command", userId: "lek", outcome: "ok", attempts: 1 },
    {
      operation: "tasks.approve",
      outcome: "forbidden",
      ids: { boardId: "sales", taskId: task.id },
    },
    { operation: "tasks.create", outcome: "refused", rule: "quota", quota: "openRequests" },
    { operation: "tasks.get", kind: "query", userId: "dao", outcome: "not_found" },
    { operation: "unknown", kind: "unknown", outcome: "invalid", attempts: 0 },
  ]);
  for (const { ms } of calls) expect(ms).toBeGreaterThanOrEqual(0);
  expect(JSON.stringify(calls)).not.toContain(text);
});

test("a call that others overtake is observed once, with all of its attempts", async () => {
  const { observer, of } = recorder();
  const app = await node([observer]);
  const rename = (name: string) => call(app, "dao", "boards.edit", { boardId: "sales", name });
  await Promise.all(Array.from({ length: 8 }, (_, i) => rename(`Sales ${i}`)));
  const edits = of("call").filter(({ operation }) => operation === "boards.edit");
  expect(edits).toHaveLength(8);
  expect(Math.max(...edits.map(({ attempts }) => attempts))).toBeGreaterThan(1);
  const conflicts = of("storage").filter(({ outcome }) => outcome === "conflict");
  expect(conflicts.length).toBeGreaterThan(0);
});

test("commits are observed with their events, and repeated commands and failures with their outcome", async () => {
  const storage = memoryStorage();
  const { observer, of } = recorder();
  let fails = false;
  const app = await node([observer], {
    ...storage,
    commit: (commit) => (fails ? Promise.reject(new Error(text)) : storage.commit(commit)),
  });
  const before = of("storage").length;
  await app.taskwire.as({ userId: "dao" }).boards.create({ name: "B" }, { key: "key-12345" });
  await app.taskwire.as({ userId: "dao" }).boards.create({ name: "B" }, { key: "key-12345" });
  fails = true;
  await call(app, "dao", "boards.create", { name: "C" });
  const commits = of("storage")
    .slice(before)
    .filter(({ method }) => method === "commit");
  // The others are jobs, which have no events.
  expect(commits.filter(({ events }) => events)).toMatchObject([{ outcome: "ok", events: 3 }]);
  const outcomes = new Set(commits.map(({ outcome }) => outcome));
  expect(outcomes).toEqual(new Set(["ok", "repeated", "internal"]));
  expect(app.errors.map(({ context }) => context)).toContainEqual({
    source: "call",
    operation: "boards.create",
    userId: "dao",
    ids: {},
  });
});

test("an observer that throws is reported, and harms neither the call nor other observers", async () => {
  const { observer, of } = recorder();
  const failing: Observer = {
    observed() {
      throw new Error("no space left");
    },
    within: () => Promise.reject(new Error("no exporter")),
  };
  const app = await node([failing, observer]);
  const before = of("call").length;
  app.errors.length = 0;
  expect(await call(app, "dao", "boards.create", { name: "B" })).toMatchObject({ name: "B" });
  expect(of("call").slice(before)).toMatchObject([{ outcome: "ok" }]);
  const messages = new Set(app.errors.map(({ error }) => (error as Error).message));
  expect(messages).toEqual(new Set(["no space left", "no exporter"]));
  expect(new Set(app.errors.map(({ context }) => context.source))).toEqual(new Set(["observer"]));
});

test("a call runs once, inside of all observers, the first one outermost", async () => {
  const order: string[] = [];
  const around = (name: string): Observer => ({
    async within(work, run) {
      if (work.type !== "call" || work.operation !== "boards.create") return run();
      order.push(`${name} begins`);
      // It calls `run` twice, which it should not.
      void run().catch(() => {});
      try {
        return await run();
      } finally {
        order.push(`${name} ends`);
      }
    },
  });
  const { observer, of } = recorder();
  const app = await node([around("outer"), around("inner"), observer]);
  order.length = 0;
  const before = of("call").length;
  await call(app, "dao", "boards.create", { name: "B" });
  expect(order).toEqual(["outer begins", "inner begins", "inner ends", "outer ends"]);
  expect(of("call").slice(before)).toHaveLength(1);
  expect(await call(app, "dao", "boards.create", { name: "" })).toBe("invalid");
  expect(app.errors).toEqual([]);
});

test("a wrong observer is refused at the start, with what to give", () => {
  expect(() => createTaskwire({ observers: [(() => {}) as never] })).toThrow(
    "observers: give a list of objects with a method",
  );
});
