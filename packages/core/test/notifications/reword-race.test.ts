import { expect, test } from "vitest";
import { memoryStorage } from "../../src/storage/memory.ts";
import type { Commit } from "../../src/storage/storage.ts";
import { createTaskwire } from "../../src/taskwire.ts";
import { startOffice } from "../support/office.ts";

/** An office with a task of which nobody was ever notified. */
async function startQuietTask() {
  const storage = { ...memoryStorage(), close: async () => {} };
  let meanwhile: { readonly type: string; readonly act: () => Promise<unknown> } | undefined;
  const office = await startOffice({
    storage: {
      ...storage,
      async commit(commit: Commit) {
        // The command has read everything. Now the other one commits before it.
        if (meanwhile && commit.events.some(({ type }) => type === meanwhile?.type)) {
          const { act } = meanwhile;
          meanwhile = undefined;
          await act();
        }
        return storage.commit(commit);
      },
    },
  });
  const { boardId, as, runtime } = office;
  const silent = createTaskwire({ storage, runtime, notifications: false });
  await silent.open();
  const { task } = await silent.as({ userId: "dao" }).tasks.create({ boardId, title: "Old" });
  await silent.close();
  const on = { boardId, taskId: task.id };
  return {
    ...office,
    on,
    comment: () => as("dao").comments.post({ ...on, text: "@nok look" }),
    retitle: () => as("dao").tasks.edit({ ...on, title: "New" }),
    /** Lets `act` commit when the next commit with an event of this type has read everything. */
    before: (type: string, act: () => Promise<unknown>) => {
      meanwhile = { type, act };
    },
    titles: async () => (await office.rows("nok")).map(({ taskTitle }) => taskTitle),
  };
}

test("the first comment's notification has the new title if the comment commits just before the edit of the title", async () => {
  const { before, comment, retitle, titles, runtime } = await startQuietTask();
  before("task.edited", async () => {
    await comment();
    expect(await titles()).toEqual(["Old"]);
  });
  await retitle();
  await runtime.settle();
  await runtime.advance(5_000);
  expect(await titles()).toEqual(["New"]);
});

test("the first comment's notification has the new title if the edit of the title commits just before the comment", async () => {
  const { before, comment, retitle, titles } = await startQuietTask();
  before("comment.posted", retitle);
  await comment();
  expect(await titles()).toEqual(["New"]);
});
