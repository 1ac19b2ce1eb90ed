import { expect, test } from "vitest";
import { z } from "zod";
import type { OperationContext } from "../src/engine/operation/context.ts";
import { command, query } from "../src/engine/operation/definition.ts";
import { defineCollection } from "../src/model/collection.ts";
import { systemRuntime } from "../src/runtime.ts";
import { memoryStorage } from "../src/storage/memory.ts";
import { createTaskwire } from "../src/taskwire.ts";

const queryNamed = <const Name extends `${string}.${string}`>(
  name: Name,
  run: (context: OperationContext) => void = () => {},
) =>
  query({
    name,
    target: "app",
    permission: "anyone",
    summary: "Look.",
    route: { method: "GET", path: "/things" },
    input: z.strictObject({}),
    output: z.null(),
    run(context) {
      run(context);
      return null;
    },
  });

test("a board's version is the number of its last event on its own topic, even if a user has the same id", async () => {
  const taskwire = createTaskwire();
  await taskwire.open();
  await taskwire.system.users.put({ id: "dao", name: "Dao", role: "ADMIN" });
  const dao = taskwire.as({ userId: "dao" });
  for (const name of ["one", "two", "three"]) await dao.boards.create({ name });
  const board = await dao.boards.create({ name: "Dao's" });
  expect(board.version).toBe(2);
  const { board: read, cursor } = await dao.boards.open({ boardId: board.id });
  expect(read.version).toBe(2);
  expect(cursor).toMatch(/^2~/);
  await taskwire.close();
});

test("the process stays alive between two attempts of a command", async () => {
  const waits: unknown[] = [];
  const inner = memoryStorage();
  let conflicts = 3;
  const taskwire = createTaskwire({
    storage: {
      ...inner,
      commit: async (commit) => (conflicts-- > 0 ? { status: "conflict" } : inner.commit(commit)),
    },
    runtime: {
      ...systemRuntime,
      timer(ms, run, holds) {
        if (ms < 1000) waits.push(holds);
        return systemRuntime.timer(ms, run, holds);
      },
    },
  });
  await taskwire.open();
  await taskwire.system.boards.create({ name: "Sales" });
  // The first conflict is with the cache, and is retried at once.
  expect(waits).toEqual([true, true]);
  await taskwire.close();
});

test("a query that emits fails with a message instead of losing the event", async () => {
  const peek = queryNamed("things.peek", (context) =>
    context.emit({ topic: "board:b", type: "thing.seen", subject: "b", audience: null }),
  );
  const taskwire = createTaskwire({ operations: { "things.peek": peek }, onError: () => {} });
  await taskwire.open();
  await expect(taskwire.system.things.peek()).rejects.toThrow(
    "things.peek emits events; define it with `command`",
  );
  await taskwire.close();
});

test("an undeclared event fails its command with a message, and nothing is stored", async () => {
  const note = command({
    ...queryNamed("things.note"),
    route: { method: "POST", path: "/things" },
    run(context) {
      const event = { topic: "board:b", subject: "b", audience: null };
      context.emit({ ...event, type: "thing.noted" });
      context.emit({ ...event, type: "thing.notd" });
      return null;
    },
  });
  const storage = memoryStorage();
  const operations = { "things.note": note };
  const taskwire = createTaskwire({
    storage,
    operations,
    events: ["thing.noted"],
    onError: () => {},
  });
  await taskwire.open();
  await expect(taskwire.system.things.note()).rejects.toThrow(
    'emits "thing.notd", which is not declared; name it',
  );
  expect(await storage.heads(["board:b"])).toEqual([{ number: 0, id: "" }]);
  await taskwire.close();
});

test.each(["list", "get"] as const)(
  "a listed record that is read again after a change is not overwritten: %s",
  async (again) => {
    const counters = defineCollection<{
      id: string;
      version: number;
      name: string;
      value: number;
    }>()({
      name: "counters",
      fields: { name: "text", value: "integer" },
      indexes: { name: ["name"] },
      versions: "topic",
    });
    const all = { index: "name", equals: {}, limit: 10 };
    const count = command({
      ...queryNamed("counters.count"),
      route: { method: "POST", path: "/things" },
      async run(context) {
        const [seen] = (await context.list(counters, all)).records;
        if (again === "list") await context.list(counters, all);
        else await context.get(counters, ["c"]);
        const record = { id: "c", version: 0, name: "c", value: (seen?.value ?? 0) + 1 };
        const event = { topic: "board:b", type: "counter.counted", subject: "c", audience: null };
        context.emit({ ...event, put: { counter: [counters, record] } });
        return null;
      },
    });
    const plain = memoryStorage();
    let meanwhile: (() => Promise<unknown>) | undefined;
    const storage: typeof plain = {
      ...plain,
      async list(collection, query) {
        const page = await plain.list(collection, query);
        const run = meanwhile;
        meanwhile = undefined;
        await run?.();
        return page;
      },
    };
    const operations = { "counters.count": count };
    const taskwire = createTaskwire({
      storage,
      operations,
      collections: [counters],
      events: ["counter.counted"],
    });
    await taskwire.open();
    await taskwire.system.counters.count();
    meanwhile = () => taskwire.system.counters.count();
    await taskwire.system.counters.count();
    const { records } = await plain.get([{ collection: "counters", id: "c" }]);
    expect(records[0]?.fields?.value).toBe(3);
    await taskwire.close();
  },
);

test("an app's own operation needs one name, which must not exist already", () => {
  expect(() => createTaskwire({ operations: { "things.see": queryNamed("things.peek") } })).toThrow(
    'The operation under "things.see" is named "things.peek"; give both one name.',
  );
  expect(() =>
    createTaskwire({ operations: { "boards.list": queryNamed("boards.list") } }),
  ).toThrow('taskwire has an operation "boards.list"; give yours another name.');
});

test("a node whose storage can't be read is not ready", async () => {
  const inner = memoryStorage();
  let isDown = false;
  const heads: typeof inner.heads = async (topics) => {
    if (isDown && topics.length > 0) throw new Error("The disk is gone.");
    return inner.heads(topics);
  };
  const taskwire = createTaskwire({ storage: { ...inner, heads } });
  await taskwire.open();
  expect(await taskwire.ready()).toBe(true);
  isDown = true;
  expect(await taskwire.ready()).toBe(false);
  await taskwire.close();
});
