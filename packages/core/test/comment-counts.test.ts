import { expect, test } from "vitest";
import { memoryStorage } from "../src/storage/memory.ts";
import { decide } from "../src/testing/decide.ts";
import { failure, startConversation } from "./support/conversation.ts";

/** The conversation, in which Lek's task has comments of Dao and Lek. */
async function startComments(count: number) {
  const storage = memoryStorage();
  const world = await startConversation({ storage });
  const { as, boardId, taskId } = world;
  const on = { boardId, taskId };
  const ids: string[] = [];
  const post = async (userId: string, text: string) =>
    ids.push((await as(userId).comments.post({ ...on, text })).id);
  for (let i = 0; i < count; i++) await post(i % 2 ? "lek" : "dao", `${i}`);
  const countsOf = async (userId: string) => {
    const { counts } = await as(userId).comments.counts({ boardId, taskIds: [taskId] });
    return counts[0];
  };
  const read = (userId: string, commentId = "") => as(userId).comments.read({ ...on, commentId });
  return { ...world, storage, on, ids, post, countsOf, read };
}

test("comments are counted, and other people's since I came to the board are unread", async () => {
  const { taskId, countsOf, post } = await startComments(5);
  expect(await countsOf("lek")).toEqual({ taskId, comments: 5, unread: 3 });
  expect(await countsOf("dao")).toEqual({ taskId, comments: 5, unread: 2 });
  expect(await countsOf("nok")).toEqual({ taskId, comments: 5, unread: 5 });
  await post("nok", "late");
  expect(await countsOf("nok")).toEqual({ taskId, comments: 6, unread: 5 });
});

test("a person who comes later has read nothing, and misses nothing", async () => {
  const { runtime, taskwire, boardId, countsOf, post } = await startComments(5);
  await runtime.advance(1_000);
  await taskwire.system.members.add({ boardId, userId: "ann" });
  expect(await countsOf("ann")).toMatchObject({ comments: 5, unread: 0 });
  await post("dao", "welcome");
  expect(await countsOf("ann")).toMatchObject({ comments: 6, unread: 1 });
});

test("comments are read up to one of them, and the marker never goes back", async () => {
  const { ids, countsOf, read } = await startComments(6);
  const { commentMarker } = await read("lek", ids[2]);
  expect(commentMarker).toMatchObject({ userId: "lek", commentId: ids[2] });
  expect(await countsOf("lek")).toMatchObject({ comments: 6, unread: 1 });
  expect((await read("lek", ids[0])).commentMarker).toEqual(commentMarker);
  expect(await countsOf("lek")).toMatchObject({ unread: 1 });
  expect((await read("lek", ids[5])).commentMarker.version).toBeGreaterThan(commentMarker.version);
  expect(await countsOf("lek")).toMatchObject({ unread: 0 });
  expect(await countsOf("dao")).toMatchObject({ unread: 3 });
});

test("reading comments marks the notifications of them as read, up to there", async () => {
  const { as, ids, read } = await startComments(6);
  const unread = async () =>
    (await as("lek").inbox.list({ state: "open" })).notifications.flatMap(
      ({ commentId }) => commentId ?? [],
    );
  expect((await unread()).sort()).toEqual([ids[0], ids[2], ids[4]]);
  await read("lek", ids[2]);
  expect(await unread()).toEqual([ids[4]]);
});

test("deleted comments are not counted", async () => {
  const { as, on, ids, countsOf } = await startComments(4);
  await as("dao").comments.delete({ ...on, commentId: ids[2] ?? "" });
  expect(await countsOf("lek")).toMatchObject({ comments: 3, unread: 1 });
});

test("a person learns nothing of tasks that they may not see", async () => {
  const { as, boardId, taskId, on, ids, countsOf, read } = await startComments(3);
  expect(await countsOf("mali")).toBeUndefined();
  expect(await failure(read("mali", ids[0]))).toMatchObject({ code: "not_found" });
  const other = await as("dao").boards.create({ name: "Other" });
  const elsewhere = { boardId: other.id, taskIds: [taskId] };
  expect(await as("dao").comments.counts(elsewhere)).toEqual({ counts: [] });
  await decide(as("nok"), "approve", on);
  await as("nok").subtasks.create({ ...on, title: "Wash it", assigneeId: "mali" });
  expect(await countsOf("mali")).toMatchObject({ comments: 3, unread: 3 });
  const several = { boardId, taskIds: [taskId, "none", taskId] };
  expect((await as("mali").comments.counts(several)).counts).toHaveLength(1);
});

test("markers go with the task, and a person's export has their own", async () => {
  const { runtime, taskwire, as, on, ids, storage, read } = await startComments(3);
  await read("lek", ids[0]);
  await read("dao", ids[1]);
  const exported: string[] = [];
  for await (const { collection } of taskwire.users.export("lek")) exported.push(collection);
  expect(exported.filter((name) => name === "comment_markers")).toHaveLength(1);
  await as("dao").tasks.delete(on);
  await runtime.settle();
  const all = { index: "task", equals: {}, limit: 10 };
  expect((await storage.list("comment_markers", all)).records).toEqual([]);
});
