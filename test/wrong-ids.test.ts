import { boardStore } from "@taskwire/client/board";
import { commentsStore } from "@taskwire/client/comments";
import { taskCountsStore } from "@taskwire/client/counts";
import { presenceStore } from "@taskwire/client/presence";
import { roomStore } from "@taskwire/client/room";
import { roomsStore } from "@taskwire/client/rooms";
import { taskStore } from "@taskwire/client/task";
import { createTaskwire } from "@taskwire/core";
import { expect, onTestFinished, test, vi } from "vitest";
import { startApp } from "./conversation/app.ts";

// A page often takes an id from its address, which a person can type.
test.each(["a b", "ก", "x".repeat(300), "../b1", ""])(
  "every store of the id %j, which nothing can have, is gone instead of loading for ever",
  async (id) => {
    const app = await startApp(createTaskwire());
    onTestFinished(() => app.close());
    const client = app.client("nok");
    const stores = {
      board: boardStore(client, id),
      counts: taskCountsStore(client, id),
      rooms: roomsStore(client, id),
      room: roomStore(client, { boardId: app.boardId, roomId: id }),
      task: taskStore(client, { boardId: app.boardId, taskId: id }),
      comments: commentsStore(client, { boardId: app.boardId, taskId: id }),
    };
    for (const store of Object.values(stores)) store.subscribe(() => {});
    const states = () =>
      Object.entries(stores).map(([name, store]) => {
        const { status, error } = store.getSnapshot();
        return `${name}: ${status} ${error?.code}`;
      });
    await vi.waitUntil(() => states().every((state) => !state.endsWith("undefined")), 30_000);
    expect(states()).toEqual(Object.keys(stores).map((name) => `${name}: gone invalid`));
  },
);

test.each([
  ["a topic that nothing has", "sales"],
  ["a topic of 281 characters", "x".repeat(281)],
  ["a topic of 900 characters in Thai", "ก".repeat(900)],
])("a subscription of %s ends, and the client can use it again", async (_what, topic) => {
  const app = await startApp(createTaskwire());
  onTestFinished(() => app.close());
  const client = app.client("nok");
  for (let attempt = 0; attempt < 2; attempt++) {
    const ended = new Promise<string>((resolve) =>
      client.subscribe(topic, {
        onEvents() {},
        onReload() {},
        onEnd: ({ code }) => resolve(code),
      }),
    );
    expect(await ended).toMatch(/^(invalid|not_found)$/);
    // An answer to `unsubscribe` that the client could not recognise would swallow later answers.
    client.subscribe(topic, { onEvents() {}, onReload() {} }).unsubscribe();
  }
});

test("a subscription after a cursor of 400 characters ends (I4)", async () => {
  const app = await startApp(createTaskwire());
  onTestFinished(() => app.close());
  const handlers = { onEvents() {}, onReload() {} };
  const ended = new Promise<string>((resolve) =>
    app
      .client("nok")
      .subscribe(
        `board:${app.boardId}`,
        { ...handlers, onEnd: ({ code }) => resolve(code) },
        "x".repeat(400),
      ),
  );
  expect(await ended).toBe("invalid");
});

test("a topic that is larger than any frame is refused at once, and the client stays connected", async () => {
  const app = await startApp(createTaskwire());
  onTestFinished(() => app.close());
  const client = app.client("nok");
  expect(() => client.subscribe("x".repeat(100_000), { onEvents() {}, onReload() {} })).toThrow(
    "Too long",
  );
  expect(await client.call("users.me")).toMatchObject({ id: "nok" });
  expect(client.closed).toBeUndefined();
});

test.each([
  "",
  "sales",
  `board:${"x".repeat(100_000)}`,
  "board:",
  "board:a b",
  `room:${"x".repeat(300)}`,
  "room:../r1",
  "user:nok",
  "sessions",
])(
  "the presence of the topic %j, which has none, is gone instead of loading for ever",
  async (topic) => {
    const app = await startApp(createTaskwire());
    onTestFinished(() => app.close());
    const store = presenceStore(app.client("nok"), topic);
    store.subscribe(() => {});
    await vi.waitUntil(() => store.getSnapshot().status === "gone", 30_000);
    expect(store.getSnapshot().error?.code).toMatch(/^(invalid|not_found)$/);
  },
);
