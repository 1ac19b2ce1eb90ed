import { boardStore } from "@taskwire/client/board";
import { roomStore } from "@taskwire/client/room";
import { createTaskwire } from "@taskwire/core";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startApp, until } from "./conversation/app.ts";

type App = Awaited<ReturnType<typeof startApp>>;
let app: App;

beforeEach(async () => {
  app = await startApp(createTaskwire({ limits: { topics: 4 } }));
});
afterEach(() => app.close());

test("I8: of more stores than the server follows topics, none is ready, without an error and deaf", async () => {
  const { boardId, as } = app;
  const client = app.client("dao");
  const rooms = await Promise.all(
    Array.from({ length: 6 }, (_, i) => as("dao").rooms.create({ boardId, name: `Room ${i}` })),
  );
  const stores = rooms.map(({ id }) => roomStore(client, { boardId, roomId: id }));
  for (const store of stores) store.subscribe(() => {});
  const snapshots = () => stores.map((store) => store.getSnapshot());
  // The server follows the person's own topic and three rooms.
  await Promise.all(stores.map((store) => until(store, ({ status }) => status === "ready")));
  const deaf = () => snapshots().filter(({ error }) => error?.code === "rate_limited").length;
  for (const { id } of rooms) await as("dao").messages.post({ boardId, roomId: id, text: "Hello" });
  await Promise.all(
    stores.map((store) =>
      until(store, ({ messages, error }) => (messages.length === 1) !== (error !== undefined)),
    ),
  );
  expect(deaf()).toBe(3);
  expect(client.status).toBe("catching up");

  const late = boardStore(client, boardId);
  await until(late, ({ error }) => error?.code === "rate_limited");
  late.close();
  // As soon as there is space, they go on where they were.
  for (const store of stores.splice(0, 3)) store.close();
  await Promise.all(
    stores.map((store) =>
      until(store, ({ messages, error }) => messages.length === 1 && error === undefined),
    ),
  );
  expect(client.status).toBe("live");
});
