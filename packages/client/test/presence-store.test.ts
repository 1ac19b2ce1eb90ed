import { expect, test, vi } from "vitest";
import { boardStore } from "../src/board/index.ts";
import { presenceStore } from "../src/presence/index.ts";
import { aBoard } from "./board-records.ts";
import { settled } from "./fake-runtime.ts";
import { setUp } from "./fake-socket.ts";
import { createLogServer } from "./log-server.ts";
import { watched } from "./watched.ts";

const topic = "board:b";
const ann = { id: "ann", name: "Ann" };
const bob = { id: "bob", name: "Bob" };

async function start() {
  const { greet, again, runtime, socket, ...rest } = setUp();
  const client = rest.client;
  const server = createLogServer(topic, () => ({
    board: aBoard(),
    members: [],
    tasks: [],
    subtasks: [],
    next: null,
  }));
  server.use(await greet());
  const present = (...users: object[]) =>
    socket().say({ type: "presence", topic, count: users.length, users });
  return { client, server, present, again, socket, runtime };
}

test("follows the topic, asks for its presence, and shows it", async () => {
  const { client, server, present, socket } = await start();
  const store = presenceStore(client, topic);
  const told = vi.fn();
  store.subscribe(told);
  expect(store.getSnapshot()).toEqual({ status: "loading", count: 0, users: undefined });
  expect(socket().of("subscribe")).toEqual([{ type: "subscribe", topic }]);
  server.hear();
  expect(socket().of("presence").at(-1)).toEqual({ type: "presence", topic, on: true });
  present(ann, bob);
  expect(store.getSnapshot()).toEqual({ status: "ready", count: 2, users: [ann, bob] });
  socket().say({ type: "presence", topic, count: 300 });
  expect(store.getSnapshot()).toEqual({ status: "ready", count: 300, users: undefined });
  socket().say({ type: "presence", topic: "board:other", count: 1, users: [ann] });
  expect(told).toHaveBeenCalledTimes(2);
});

test("shares the subscription of a board store, whichever comes first, and ends on its own", async () => {
  const { client, server, present, socket } = await start();
  const board = watched(boardStore(client, "b"));
  const store = watched(presenceStore(client, topic));
  for (let i = 0; i < 3; i++) {
    server.hear();
    server.read();
    server.answer();
    await settled();
  }
  present(ann);
  expect(board.getSnapshot().status).toBe("ready");
  expect(store.getSnapshot().users).toEqual([ann]);
  expect(socket().of("subscribe")).toHaveLength(1);
  store.close();
  expect(socket().of("presence").at(-1)).toEqual({ type: "presence", topic, on: false });
  expect(socket().of("unsubscribe")).toEqual([]);
  board.close();
  expect(socket().of("unsubscribe")).toHaveLength(1);
});

test("asks again after a reconnect", async () => {
  const { client, server, again, socket } = await start();
  watched(presenceStore(client, topic));
  server.hear();
  server.use(await again());
  server.hear();
  expect(socket().of("presence")).toEqual([{ type: "presence", topic, on: true }]);
});

test("shows nobody when the topic ends for me", async () => {
  const { client, server, present } = await start();
  const store = watched(presenceStore(client, topic));
  server.hear();
  await settled();
  present(ann);
  server.end({ code: "not_found", message: "No." });
  expect(store.getSnapshot()).toMatchObject({
    status: "gone",
    count: 0,
    users: undefined,
    error: { code: "not_found" },
  });
  expect(presenceStore(client, topic).getSnapshot().status).toBe("loading");
});

test("says why on a closed client", async () => {
  const { client } = await start();
  client.close();
  expect(watched(presenceStore(client, topic)).getSnapshot()).toMatchObject({
    status: "loading",
    error: { code: "unavailable" },
  });
});
