import type { Comment } from "@taskwire/core/model";
import { expect, test } from "vitest";
import { boardStore } from "../src/board/index.ts";
import { commentsStore } from "../src/comments/index.ts";
import { aBoard, aMember, anEvent, aTask } from "./board-records.ts";
import { settled } from "./fake-runtime.ts";
import { setUp } from "./fake-socket.ts";
import { createLogServer } from "./log-server.ts";
import { watched } from "./watched.ts";

const at = "2026-01-01T00:00:00.000Z";
const place = { boardId: "b", taskId: "t" };

const aComment = (id: string, version = 1, changes: Partial<Comment> = {}): Comment => ({
  ...{
    id,
    version,
    number: Number(id.slice(1)),
    ...place,
    authorId: "bob",
    text: id,
    mentions: [],
    unreached: [],
    replyTo: null,
    createdAt: at,
  },
  ...{ editedAt: null, deletedAt: null, deletedBy: null, resolvedBy: null, resolvedAt: null },
  ...changes,
});

async function openComments(held: Comment[] = []) {
  const { greet, runtime, socket, ...rest } = setUp();
  const client = rest.client;
  const state = { task: aTask("t"), comments: held, next: null as string | null };
  const authors = [{ id: "bob", name: "Bob" }];
  const server = createLogServer("board:b", ({ operation, input }) => {
    if (operation === "boards.open")
      return {
        board: aBoard(),
        members: [aMember("ann", "ADMIN_LIMITED")],
        tasks: [],
        subtasks: [],
        next: null,
      };
    if (operation === "comments.list")
      return { board: aBoard(), me: aMember("ann", "ADMIN_LIMITED"), authors, ...state };
    const resolved = { resolvedBy: "ann", resolvedAt: at };
    return aComment(String(input.commentId ?? "c9"), 99, {
      ...{
        authorId: operation === "comments.post" ? "ann" : "bob",
        text: String(input.text ?? input.commentId),
      },
      ...(operation === "comments.resolve" && resolved),
    });
  });
  server.use(await greet());
  const store = watched(commentsStore(client, place));
  const calm = async () => {
    for (let i = 0; i < 4; i++) {
      server.hear();
      while (server.waiting > 0) {
        server.read();
        server.answer();
      }
      server.deliver();
      await settled();
    }
  };
  await calm();
  const shown = () =>
    store.getSnapshot().comments.map(({ text, author, state }) => `${state} ${author}: ${text}`);
  return { client, server, store, calm, shown, state, socket, runtime };
}

const posted = (number: number, comment: Comment, data: object = {}) =>
  anEvent(number, "comment.posted", comment.id, {
    comment: { ...comment, version: number },
    ...data,
  });

test("shows the task's comments with authors and threads, and follows the board", async () => {
  const { store, shown, socket } = await openComments([
    aComment("c2", 1, { replyTo: "c1" }),
    aComment("c1"),
  ]);
  expect(socket().of("call")).toMatchObject([{ operation: "comments.list", input: place }]);
  expect(socket().of("subscribe")).toEqual([{ type: "subscribe", topic: "board:b", after: "1:0" }]);
  expect(store.getSnapshot()).toMatchObject({
    status: "ready",
    task: { id: "t" },
    me: { id: "ann", role: "ADMIN_LIMITED" },
  });
  expect(shown()).toEqual(["sent Bob: c1", "sent Bob: c2"]);
  expect(store.getSnapshot().comments[1]?.replyTo).toBe("c1");
});

test("the task has the version of the last event that carried it", async () => {
  const { server, store } = await openComments();
  server.append(anEvent(1, "task.approved", "t", { task: { ...aTask("t"), version: 1 } }));
  server.append(anEvent(2, "subtask.created", "t", { subtask: { id: "s" } }));
  server.append(anEvent(3, "task.approved", "other", { task: aTask("other", 3) }));
  server.deliver();
  expect(store.getSnapshot().task).toMatchObject({ id: "t", version: 1 });
});

test("a new comment shows its author; comments on other tasks are ignored", async () => {
  const { server, shown } = await openComments();
  server.append(
    posted(1, aComment("c1", 1, { authorId: "cid" }), { author: { id: "cid", name: "Cid" } }),
  );
  server.append(posted(2, aComment("c2", 1, { taskId: "other" })));
  server.deliver();
  expect(shown()).toEqual(["sent Cid: c1"]);
  server.append(
    anEvent(3, "member.changed", "cid", { member: { ...aMember("cid", "ADMIN"), name: "Cid II" } }),
  );
  server.deliver();
  expect(shown()).toEqual(["sent Cid II: c1"]);
});

test("a thread is resolved through its first comment, and the available actions follow", async () => {
  const { store, calm } = await openComments([
    aComment("c2", 1, { replyTo: "c1" }),
    aComment("c1"),
  ]);
  const [first, answer] = store.getSnapshot().comments;
  expect(first?.available["comment.resolve"]).toMatchObject({ allowed: true });
  expect(answer?.available).not.toHaveProperty("comment.resolve");
  expect(first?.available["comment.edit"]).toMatchObject({ allowed: false });
  const resolved = store.resolve("c1");
  await calm();
  expect(await resolved).toMatchObject({ id: "c1", resolvedBy: "ann" });
  expect(store.getSnapshot().comments[0]).toMatchObject({ resolvedBy: "ann", resolvedAt: at });
  const reopened = store.reopen("c1");
  await calm();
  expect(await reopened).toMatchObject({ id: "c1" });
});

test("my comment shows at once, and is sent with the comment it answers", async () => {
  const { store, shown, calm, socket } = await openComments();
  store.post("Which colour?", { replyTo: "c1" });
  expect(shown()).toEqual(["sending ann: Which colour?"]);
  await calm();
  expect(shown()).toEqual(["sent ann: Which colour?"]);
  expect(socket().of("call")[1]).toMatchObject({
    operation: "comments.post",
    input: { ...place, text: "Which colour?", replyTo: "c1" },
  });
});

test("comments disappear with their task, but not by an event older than the state", async () => {
  const { server, store, client, state } = await openComments([aComment("c1")]);
  state.task = aTask("t", 5);
  const second = commentsStore(client, { ...place });
  server.append({ type: "hidden", subject: "other" });
  server.deliver();
  expect(store.getSnapshot().status).toBe("ready");
  server.append({ type: "hidden", subject: "t" });
  server.deliver();
  expect(store.getSnapshot()).toMatchObject({
    status: "gone",
    comments: [],
    task: undefined,
    error: { code: "not_found" },
  });
  expect(second.getSnapshot().status).toBe("gone");
  const again = watched(commentsStore(client, place));
  for (const hear of [server.hear, server.read, server.answer]) hear();
  await settled();
  server.append({ type: "hidden", subject: "other" });
  server.deliver();
  expect(again.getSnapshot()).toMatchObject({ status: "ready", comments: [{ id: "c1" }] });
});

test("events of the task, the board or my membership change the available actions", async () => {
  const { server, store } = await openComments([aComment("c1")]);
  server.append(anEvent(1, "task.edited", "t", { task: aTask("t", 1, { title: "New" }) }));
  server.append(anEvent(2, "task.edited", "t", { task: aTask("t", 2, { title: "Newer" }) }));
  server.append(
    anEvent(3, "member.changed", "ann", { member: { ...aMember("ann", "ADMIN"), version: 3 } }),
  );
  server.deliver();
  expect(store.getSnapshot()).toMatchObject({ task: { title: "Newer" }, me: { role: "ADMIN" } });
  expect(store.getSnapshot().available["comment.post"]).toMatchObject({ allowed: false });
});

test("a board and its tasks' comments share one subscription, each with its own state", async () => {
  const { client, server, store, calm, socket } = await openComments([aComment("c1")]);
  const board = watched(boardStore(client, "b"));
  await calm();
  expect(board.getSnapshot().status).toBe("ready");
  expect(socket().of("subscribe")).toHaveLength(1);
  server.append(posted(1, aComment("c2")));
  server.append(anEvent(2, "board.edited", "b", { board: aBoard(2, "Renamed") }));
  server.deliver();
  expect(board.getSnapshot().board?.name).toBe("Renamed");
  expect(store.getSnapshot().comments).toHaveLength(2);
  store.close();
  expect(socket().of("unsubscribe")).toEqual([]);
  board.close();
  expect(socket().of("unsubscribe")).toHaveLength(1);
});

test("typing is shown by name until the text is posted or for 6 s, on this task only", async () => {
  const { server, store, socket, runtime } = await openComments();
  const type = (id: string, subject: string) =>
    socket().say({
      type: "typing",
      topic: "board:b",
      subject,
      user: { id, name: id.toUpperCase() },
    });
  type("bob", "t");
  type("cid", "other");
  expect(store.getSnapshot().typing).toEqual(["BOB"]);
  const before = store.getSnapshot();
  type("bob", "t");
  type("cid", "other");
  expect(store.getSnapshot()).toBe(before);
  server.append(posted(1, aComment("c1")));
  server.deliver();
  expect(store.getSnapshot().typing).toEqual([]);
  type("bob", "t");
  await runtime.advance(6_000);
  expect(store.getSnapshot().typing).toEqual([]);
  store.typing();
  store.typing();
  expect(socket().of("typing")).toEqual([{ type: "typing", topic: "board:b", subject: "t" }]);
  store.post("Said");
  store.typing();
  expect(socket().of("typing")).toHaveLength(2);
});
