import { expect, test } from "vitest";
import { startConversation } from "./support/conversation.ts";

test("a room comes with its board, the caller's membership, and the names of all authors, even those who left", async () => {
  const { as, say, boardId, roomId, taskwire } = await startConversation();
  await say("dao", "Hello");
  await as("dao").rooms.leave({ boardId, roomId });
  await taskwire.system.users.put({ id: "dao", name: "ดาวใหม่", role: "ADMIN" });
  const opened = await as("lek").rooms.open({ boardId, roomId });
  expect(opened.board).toMatchObject({ id: boardId, name: "Sales" });
  expect(opened.me).toMatchObject({ userId: "lek", role: "ADMIN_LIMITED", override: null });
  expect(opened.members.map(({ userId }) => userId)).toEqual(["lek"]);
  expect(opened.authors).toEqual([{ id: "dao", name: "ดาวใหม่" }]);
  const { authors } = await as("lek").rooms.history({ boardId, roomId });
  expect(authors).toEqual(opened.authors);
});

test("comments come with the task, the caller's membership of the board, and each author once", async () => {
  const { as, boardId, taskId } = await startConversation();
  for (const text of ["One", "Two"]) await as("lek").comments.post({ boardId, taskId, text });
  await as("dao").comments.post({ boardId, taskId, text: "Three" });
  const { board, me, task, authors } = await as("dao").comments.list({ boardId, taskId });
  expect([board.id, me?.userId, task.id]).toEqual([boardId, "dao", taskId]);
  expect([...authors].sort((a, b) => (a.id < b.id ? -1 : 1))).toEqual([
    { id: "dao", name: "ดาว" },
    { id: "lek", name: "เล็ก" },
  ]);
});

test("the system is on no board, and its posts have no author to name", async () => {
  const { taskwire, boardId, roomId } = await startConversation();
  await taskwire.system.messages.post({ boardId, roomId, text: "Maintenance at noon" });
  const { me, authors, messages } = await taskwire.system.rooms.open({ boardId, roomId });
  expect(messages).toHaveLength(1);
  expect({ me, authors }).toEqual({ me: null, authors: [] });
});

test("the event of a new comment names its author", async () => {
  const { as, boardId, taskId, taskwire } = await startConversation();
  const events: unknown[] = [];
  taskwire.on(
    "*",
    ({ type, data }) => void (type.startsWith("comment.") && events.push([type, data.author])),
  );
  const { id: commentId } = await as("lek").comments.post({ boardId, taskId, text: "One" });
  await as("lek").comments.edit({ boardId, taskId, commentId, text: "Two" });
  expect(events).toEqual([
    ["comment.posted", { id: "lek", name: "เล็ก" }],
    ["comment.edited", undefined],
  ]);
});
