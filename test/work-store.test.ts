import type { ClientCore } from "@taskwire/client";
import { boardStore } from "@taskwire/client/board";
import { type WorkSnapshot, workStore } from "@taskwire/client/work";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startApp, until } from "./conversation/app.ts";

let app: Awaited<ReturnType<typeof startApp>>;
beforeEach(async () => {
  app = await startApp();
});
afterEach(() => app.close());

/** A client that records its reads of the person's work, and its pauses. */
function recorded(userId: string) {
  const real = app.client(userId);
  const reads: unknown[] = [];
  const waiting = new Map<() => void, number>();
  const client: ClientCore = Object.create(real, {
    call: {
      value: (operation: string, input: unknown, options: object) => {
        if (operation === "work.open") reads.push(input);
        return real.call(operation, input, options);
      },
    },
    runtime: {
      value: {
        ...real.runtime,
        now: () => 0,
        timer(ms: number, run: () => void) {
          waiting.set(run, ms);
          return () => waiting.delete(run);
        },
      },
    },
  });
  return {
    client,
    reads,
    /** The pauses before the next reads, in ms. */
    waits: () => [...waiting.values()].filter((ms) => ms <= 1_000),
    /** Lets the pauses pass, and everything that they lead to. */
    async pass() {
      for (const [run, ms] of waiting) {
        if (ms > 1_000) continue;
        waiting.delete(run);
        run();
      }
      await real.call("users.me");
    },
  };
}

const isReady = ({ status }: WorkSnapshot) => status === "ready";
const titles = ({ decide, asked }: WorkSnapshot) => [
  decide.map(({ task }) => task.title),
  asked.map(({ task }) => task.title),
];

/** Resolves when a store shows what the server answers. */
async function isRight(userId: string, store: ReturnType<typeof workStore>) {
  const { more: _more, cursor: _cursor, ...lists } = await app.as(userId).work.open({ limit: 50 });
  const wanted = JSON.stringify(lists);
  return until(store, ({ decide, steps, asked, mentions }) => {
    return JSON.stringify({ decide, steps, asked, mentions }) === wanted;
  });
}

test("a person's work is what the server has after each kind of change", async () => {
  const { boardId, roomId, taskId, as, taskwire } = app;
  const people = ["dao", "lek", "nok"];
  const stores = people.map((userId) => workStore(app.client(userId)));
  for (const store of stores) await until(store, isReady);
  const ids = { boardId, taskId };
  const { task } = await as("dao").tasks.get(ids);
  let subtaskId = "";
  let messageId = "";
  let otherId = "";
  const steps: (() => Promise<unknown>)[] = [
    async () => {
      otherId = (await as("dao").boards.create({ name: "Workshop" })).id;
    },
    () => as("dao").members.add({ boardId: otherId, userId: "nok" }),
    () => as("nok").tasks.create({ boardId: otherId, title: "Buy paint" }),
    () => as("nok").tasks.create({ boardId: otherId, title: "Buy brushes" }),
    () => as("dao").tasks.approve({ ...ids, version: task.version }),
    async () => {
      const made = await as("dao").subtasks.create({ ...ids, title: "Wash", assigneeId: "lek" });
      subtaskId = made.subtask.id;
    },
    () => as("dao").subtasks.edit({ ...ids, subtaskId, dueAt: "2030-01-01T00:00:00Z" }),
    () => as("dao").subtasks.create({ ...ids, title: "Wax", assigneeId: "lek" }),
    () => as("lek").subtasks.complete({ ...ids, subtaskId }),
    async () => {
      const text = "@lek is it clean?";
      messageId = (await as("dao").messages.post({ boardId, roomId, text })).id;
    },
    () => as("dao").comments.post({ ...ids, text: "@lek and dry?" }),
    () => as("lek").messages.post({ boardId, roomId, text: "Yes" }),
    () => as("lek").comments.post({ ...ids, text: "Not yet" }),
    () => as("dao").messages.edit({ boardId, roomId, messageId, text: "@lek clean?" }),
    () => as("dao").boards.edit({ boardId, name: "Shop" }),
    () => as("lek").preferences.set({ target: `board:${boardId}`, level: "none" }),
    () => as("dao").subtasks.create({ ...ids, title: "Dry", assigneeId: "lek" }),
    () => as("lek").tasks.create({ boardId, title: "Sell the red one" }),
    () => as("dao").members.remove({ boardId: otherId, userId: "nok" }),
    () => taskwire.system.tasks.delete(ids),
    () => taskwire.system.users.put({ id: "lek", name: "Lek", role: "ADMIN" }),
    () => as("dao").tasks.create({ boardId, title: "Paint it" }),
  ];
  for (const [i, step] of steps.entries()) {
    await step();
    if (i === 8) app.cut();
    for (const [n, store] of stores.entries()) await isRight(people[n] ?? "", store);
  }
  expect(titles(stores[1]?.getSnapshot() as WorkSnapshot)).toEqual([
    ["Paint it"],
    ["Sell the red one"],
  ]);
}, 60_000);

test("many changes cause only one read of the lists that they concern, after a pause", async () => {
  const { boardId, as } = app;
  const nok = recorded("nok");
  const store = workStore(nok.client);
  const board = boardStore(nok.client, boardId);
  await until(store, isReady);
  await until(board, ({ status }) => status === "ready");
  await nok.pass();
  nok.reads.length = 0;
  for (let i = 0; i < 15; i++) await as("lek").tasks.create({ boardId, title: `Task ${i}` });
  await until(board, ({ tasks }) => tasks.length === 16);
  expect(nok.reads).toEqual([]);
  expect(nok.waits()).toEqual([1_000]);
  await nok.pass();
  await isRight("nok", store);
  expect(nok.reads).toEqual([{ list: "decide" }]);
});

test("changes of other people's work cause no read", async () => {
  const { boardId, taskId, as } = app;
  const ids = { boardId, taskId };
  const { task } = await as("dao").tasks.get(ids);
  await as("dao").tasks.approve({ ...ids, version: task.version });
  const nok = recorded("nok");
  const store = workStore(nok.client);
  const board = boardStore(nok.client, boardId);
  await until(store, isReady);
  await until(board, ({ status }) => status === "ready");
  await nok.pass();
  await as("dao").boards.create({ name: "Secret" });
  await as("dao").subtasks.create({ ...ids, title: "Wash", assigneeId: "lek" });
  await as("lek").comments.post({ ...ids, text: "Which one?" });
  await as("dao").members.change({ boardId, userId: "lek", role: "ADMIN" });
  await as("dao").subtasks.create({ ...ids, title: "Wax", assigneeId: "lek" });
  await until(board, ({ tasks }) => tasks[0]?.subtasks.length === 2);
  expect(nok.waits()).toEqual([]);
});

test("entries that have not changed stay the same objects", async () => {
  const { boardId, taskId, as } = app;
  await as("lek").tasks.create({ boardId, title: "Second" });
  const store = workStore(app.client("nok"));
  const before = await until(store, isReady);
  expect(before.decide.map(({ actions }) => actions)).toEqual([
    ["task.approve", "task.reject"],
    ["task.approve", "task.reject"],
  ]);
  await as("lek").tasks.edit({ boardId, taskId, title: "Sell the red one" });
  const after = await until(store, ({ decide }) => decide[0]?.task.title === "Sell the red one");
  expect(after.decide[1]).toBe(before.decide[1]);
  expect(after.steps).toBe(before.steps);
  expect(after.hasMore).toBe(before.hasMore);
});

test("more entries are loaded on request, and stay when the list is read again", async () => {
  const { boardId, as } = app;
  for (let i = 0; i < 45; i++) await as("dao").tasks.create({ boardId, title: `Task ${i}` });
  const store = workStore(app.client("nok"));
  const first = await until(store, isReady);
  expect(first).toMatchObject({ hasMore: { decide: true, asked: false } });
  expect(first.decide.length).toBeLessThan(46);
  await store.loadMore("decide");
  await store.loadMore("decide");
  await until(store, ({ decide, hasMore }) => decide.length === 46 && !hasMore.decide);
  await as("dao").tasks.create({ boardId, title: "One more" });
  await until(store, ({ decide }) => decide.length === 47);
}, 30_000);
