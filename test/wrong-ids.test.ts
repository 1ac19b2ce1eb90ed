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
    await vi.waitUntil(() => states().every((state) => !state.endsWith("undefined")), 10_000);
    expect(states()).toEqual(Object.keys(stores).map((name) => `${name}: gone invalid`));
  },
);

test.each([
  "",
  "sales",
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
    await vi.waitUntil(() => store.getSnapshot().status === "gone", 10_000);
    expect(store.getSnapshot().error?.code).toMatch(/^(invalid|not_found)$/);
  },
);
