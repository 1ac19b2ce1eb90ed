import type { ClientCore } from "@taskwire/client";
import { commentCountStore, taskCountsStore } from "@taskwire/client/counts";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startApp, until } from "./conversation/app.ts";

let app: Awaited<ReturnType<typeof startApp>>;
beforeEach(async () => {
  app = await startApp();
});
afterEach(() => app.close());

/** A client that records the tasks whose comments it has counted, by call. */
function recorded(userId: string) {
  const real = app.client(userId);
  const calls: (readonly string[])[] = [];
  const client: ClientCore = Object.create(real, {
    call: {
      value: (operation: string, input: { taskIds: string[] }, options: object) => {
        if (operation === "comments.counts") calls.push(input.taskIds);
        return real.call(operation, input, options);
      },
    },
  });
  return { client, calls };
}

test("the tasks of a board are counted by state, after each kind of change", async () => {
  const { boardId, taskId, as, taskwire } = app;
  const ids = { boardId, taskId };
  const { task } = await as("dao").tasks.get(ids);
  const people = ["nok", "lek"];
  const stores = people.map((userId) => taskCountsStore(app.client(userId), boardId));
  for (const store of stores) await until(store, ({ status }) => status === "ready");
  expect(stores[0]?.getSnapshot().counts.map(({ state }) => state)).toEqual(
    Object.keys(taskwire.definitions.workflow.states),
  );
  let subtaskId = "";
  const steps: (() => Promise<unknown>)[] = [
    () => as("dao").tasks.create({ boardId, title: "Not Lek's" }),
    () => as("dao").tasks.approve({ ...ids, version: task.version }),
    async () => {
      subtaskId = (await as("dao").subtasks.create({ ...ids, title: "Wash" })).subtask.id;
    },
    () => as("dao").subtasks.assign({ ...ids, subtaskId, assigneeId: "lek" }),
    () => as("lek").subtasks.complete({ ...ids, subtaskId }),
    async () => app.cut(),
    () => as("lek").tasks.create({ boardId, title: "Another one" }),
    () => taskwire.system.tasks.delete(ids),
  ];
  for (const step of steps) {
    await step();
    for (const [i, store] of stores.entries()) {
      const { counts } = await as(people[i] ?? "").tasks.counts({ boardId });
      await until(store, (shown) => JSON.stringify(shown.counts) === JSON.stringify(counts));
    }
  }
  await as("dao").members.remove({ boardId, userId: "lek" });
  const [, lek] = stores;
  if (lek) await until(lek, ({ status, counts }) => status === "gone" && counts.length === 0);
}, 40_000);

test("the comments on 60 tasks are counted with two calls, and then those that change", async () => {
  const { boardId, as } = app;
  const ids: string[] = [];
  for (let i = 0; i < 60; i++)
    ids.push((await as("lek").tasks.create({ boardId, title: `Task ${i}` })).task.id);
  const [first = "", second = ""] = ids;
  await as("lek").comments.post({ boardId, taskId: first, text: "Which one?" });
  const { client, calls } = recorded("nok");
  const stores = ids.map((taskId) => commentCountStore(client, { boardId, taskId }));
  // A card that is shown twice is counted once.
  const again = commentCountStore(client, { boardId, taskId: first });
  again.subscribe(() => {});
  for (const store of stores) store.subscribe(() => {});
  for (const store of stores) await until(store, ({ status }) => status === "ready");
  expect(calls.map((taskIds) => taskIds.length)).toEqual([50, 10]);
  expect(again.getSnapshot()).toEqual({ status: "ready", comments: 1, unread: 1 });
  const untouched = stores[2]?.getSnapshot();

  await as("lek").comments.post({ boardId, taskId: second, text: "This one?" });
  const [, changed] = stores;
  if (changed) await until(changed, ({ unread }) => unread === 1);
  expect(calls.slice(2)).toEqual([[second]]);
  expect(stores[2]?.getSnapshot()).toBe(untouched);
}, 30_000);

test("a card knows what I have read elsewhere, edits, deletions and lost rights", async () => {
  const { boardId, taskId, as, taskwire } = app;
  const ids = { boardId, taskId };
  const nok = commentCountStore(app.client("nok"), ids);
  const missing = commentCountStore(app.client("nok"), { boardId, taskId: "no-such-task" });
  await until(nok, ({ status }) => status === "ready");
  await until(missing, ({ status, error }) => status === "gone" && error?.code === "not_found");
  const comment = await as("lek").comments.post({ ...ids, text: "Which one?" });
  await until(nok, ({ comments, unread }) => comments === 1 && unread === 1);
  await as("nok").comments.read({ ...ids, commentId: comment.id });
  await until(nok, ({ comments, unread }) => comments === 1 && unread === 0);
  app.cut();
  await as("lek").comments.delete({ ...ids, commentId: comment.id });
  await until(nok, ({ comments }) => comments === 0);
  await taskwire.system.tasks.delete(ids);
  await until(nok, ({ status }) => status === "gone");
}, 30_000);
