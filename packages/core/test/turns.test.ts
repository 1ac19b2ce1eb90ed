import { expect, test } from "vitest";
import { type EndTurn, Turns } from "../src/engine/turns.ts";
import { memoryStorage } from "../src/storage/memory.ts";
import type { Storage } from "../src/storage/storage.ts";
import { createTaskwire } from "../src/taskwire.ts";
import { fakeRuntime } from "../src/testing/fake-runtime.ts";
import { nodeOn } from "./support/approval-node.ts";

const task = { collection: "tasks", id: "t" };
const settled = () => new Promise<void>((resolve) => void setImmediate(resolve));

test("turns on a record come one after the other, in the order in which they were asked for (A7)", async () => {
  const runtime = fakeRuntime();
  const turns = new Turns(runtime);
  const began: number[] = [];
  const ends: EndTurn[] = [];
  for (let i = 0; i < 3; i++)
    void Promise.resolve(turns.take(task)).then((end) => {
      began.push(i);
      if (end) ends.push(end);
    });
  await settled();
  expect(began).toEqual([0]);
  for (let i = 0; i < 3; i++) {
    ends[i]?.();
    await settled();
    expect(began).toEqual([0, 1, 2].slice(0, i + 2));
  }
  expect(turns.isTaken(task)).toBe(false);
  expect(runtime.timers).toBe(0);
});

test("a turn on one record holds up nobody at another", () => {
  const turns = new Turns(fakeRuntime());
  void turns.take(task);
  expect(turns.take({ collection: "tasks", id: "u" })).toBeTypeOf("function");
});

test("nobody waits for a turn for ever, and a line doesn't grow without end (A7)", async () => {
  const runtime = fakeRuntime();
  const turns = new Turns(runtime);
  const first = turns.take(task) as EndTurn;
  const waiting = Array.from({ length: 1_000 }, () => turns.take(task));
  expect(turns.take(task)).toBeUndefined();
  await runtime.advance(10_000);
  expect(new Set(await Promise.all(waiting))).toEqual(new Set([undefined]));
  first();
  expect(turns.isTaken(task)).toBe(false);
});

test("a command without a conflict reads and writes once, and waits for nobody (A7)", async () => {
  const inner = memoryStorage();
  const asked: string[] = [];
  const storage: Storage = {
    ...inner,
    get: (...given) => {
      asked.push("get");
      return inner.get(...given);
    },
    commit: (commit) => {
      asked.push("commit");
      return inner.commit(commit);
    },
    open: (collections) => inner.open(collections),
    close: () => inner.close(),
    list: (...given) => inner.list(...given),
    events: (query) => inner.events(query),
    heads: (topics) => inner.heads(topics),
    trim: (what) => inner.trim(what),
  };
  const runtime = fakeRuntime();
  const { node, boardId } = await nodeOn(storage, runtime);
  const { task: one } = await node.as({ userId: "asker" }).tasks.create({ boardId, title: "A" });
  asked.length = 0;
  await node.as({ userId: "asker" }).tasks.edit({ boardId, taskId: one.id, description: "B" });
  expect(asked.filter((what) => what === "commit")).toHaveLength(1);
  expect(asked.filter((what) => what === "get").length).toBeLessThanOrEqual(1);
});

test("a preview that was overtaken holds up nobody afterwards (A7)", async () => {
  const inner = memoryStorage();
  const runtime = fakeRuntime();
  let overtake: (() => Promise<unknown>) | undefined;
  const node = createTaskwire({
    runtime,
    storage: {
      ...inner,
      async get(refs, key) {
        const found = await inner.get(refs, key);
        const next = refs.some(({ collection }) => collection === "rooms") && overtake;
        if (next) overtake = undefined;
        if (next) await next();
        return found;
      },
    },
  });
  await node.open();
  const { system } = node;
  const put = (name: string) => system.users.put({ id: "dao", name, role: "ADMIN" });
  await put("Dao");
  const dao = node.as({ userId: "dao" });
  const { id: boardId } = await dao.boards.create({ name: "Sales" });
  overtake = () => put("Dao II");
  const input = { boardId, roomId: "none", text: "Hello" };
  const previewing = dao.notifications.preview({ operation: "messages.post", input });
  previewing.catch(() => {});
  await runtime.advance(1_000);
  await expect(previewing).rejects.toMatchObject({ code: "not_found" });
  let done = 0;
  for (let i = 0; i < 5; i++) void put(`Dao ${i}`).then(() => done++);
  await runtime.advance(1_000);
  expect(done).toBe(5);
  await node.close();
});
