import { inspect } from "node:util";
import type { Comment, Notification } from "@taskwire/core/model";
import { expect, expectTypeOf, test } from "vitest";
import { withApi } from "../src/api.ts";
import { boardStore } from "../src/board/index.ts";
import { commentsStore } from "../src/comments/index.ts";
import { inboxStore } from "../src/inbox/index.ts";
import type { Client, createClient, TaskwireError } from "../src/index.ts";
import { presenceStore } from "../src/presence/index.ts";
import { type NewPostOptions, roomStore } from "../src/room/index.ts";
import { roomsStore } from "../src/rooms/index.ts";
import { type App, setUp } from "./fake-socket.ts";

test("the methods have the types of the app's operations", () => {
  expectTypeOf<Client<App>["tasks"]["create"]>().parameter(0).toEqualTypeOf<{ title: string }>();
  expectTypeOf<ReturnType<Client<App>["tasks"]["create"]>>().toEqualTypeOf<
    Promise<{ id: string }>
  >();
  const use = (client: Client<App>) => {
    void client.users.me();
    void client.users.me(
      { full: true },
      { key: "12345678", signal: AbortSignal.timeout(1), timeoutMs: 1 },
    );
    // @ts-expect-error the input is needed
    void client.tasks.create();
    // @ts-expect-error a wrong field
    void client.tasks.create({ name: "x" });
    // @ts-expect-error no such verb
    void client.tasks.destroy({});
    // @ts-expect-error no such noun
    void client.cats.pet({});
    expectTypeOf(client.call("tasks.create", { title: "x" })).toEqualTypeOf<
      Promise<{ id: string }>
    >();
    expectTypeOf(client.call("users.me")).toEqualTypeOf<Promise<{ name: string }>>();
    // @ts-expect-error no such operation
    void client.call("tasks.destroy", {});
    // @ts-expect-error a wrong input
    void client.call("tasks.create", {});
    expectTypeOf(boardStore(client, "b").getSnapshot().tasks[0]?.progress.done).toEqualTypeOf<
      number | undefined
    >();
    const room = roomStore(client, { boardId: "b", roomId: "r" });
    expectTypeOf(room.getSnapshot().messages[0]?.state).toEqualTypeOf<
      "sent" | "sending" | "failed" | undefined
    >();
    expectTypeOf(room.getSnapshot().messages[0]?.roomId).toEqualTypeOf<string | undefined>();
    expectTypeOf(room.post).parameter(1).toEqualTypeOf<NewPostOptions | undefined>();
    // @ts-expect-error a room has no threads to resolve
    void room.resolve;
    const comments = commentsStore(client, { boardId: "b", taskId: "t" });
    expectTypeOf(comments.resolve("c")).resolves.toEqualTypeOf<Comment>();
    expectTypeOf(comments.getSnapshot().comments[0]?.error).toEqualTypeOf<
      TaskwireError | undefined
    >();
    expectTypeOf(roomsStore(client, "b").getSnapshot().rooms[0]?.unread).toEqualTypeOf<
      number | undefined
    >();
    const inbox = inboxStore(client);
    expectTypeOf(inbox.getSnapshot().notifications[0]).toEqualTypeOf<Notification | undefined>();
    void inbox.prefer("room:r", { level: "none" });
    // @ts-expect-error no such level
    void inbox.prefer("room:r", { level: "some" });
    expectTypeOf(presenceStore(client, "board:b").getSnapshot().count).toEqualTypeOf<number>();
  };
  expectTypeOf(use).toBeFunction();
});

test("the client accepts the WebSocket of browsers and of ws", () => {
  expectTypeOf(globalThis.WebSocket).toExtend<
    NonNullable<Parameters<typeof createClient>[0]["WebSocket"]>
  >();
  expectTypeOf(setUp).toBeFunction();
});

test.each<[string, (api: object) => unknown]>([
  ["a text", String],
  ["a number", Number],
  ["JSON", JSON.stringify],
  ["a line of a log", inspect],
  ["the result of an await", async (api) => await api],
])("a group of methods that becomes %s calls no operation (E10)", async (_, use) => {
  const calls: string[] = [];
  const client: { call(operation: string): Promise<void>; tasks?: { create?(): unknown } } = {
    call: async (operation) => void calls.push(operation),
  };
  const { tasks = {} } = withApi(client);
  await tasks.create?.();
  await use(tasks);
  expect(calls).toEqual(["tasks.create"]);
});
