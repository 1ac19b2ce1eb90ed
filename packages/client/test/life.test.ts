import { describe, expect, test, vi } from "vitest";
import { boardStore } from "../src/board/index.ts";
import { inboxStore } from "../src/inbox/index.ts";
import { createClient } from "../src/index.ts";
import { ready } from "../src/ready/index.ts";
import { roomStore } from "../src/room/index.ts";
import { aBoard, aMember, anEvent, aTask } from "./board-records.ts";
import { createFakeRuntime, settled } from "./fake-runtime.ts";
import { FakeSocket, setUp } from "./fake-socket.ts";
import { place, startRoom } from "./room-server.ts";
import { watched } from "./watched.ts";

const graceMs = 30_000;

/** A client and a board store that nobody uses. The test answers the calls. */
async function start() {
  const { client, greet, socket, runtime, core } = setUp();
  await greet();
  const store = boardStore(core, "b");
  const answer = async (title = "One", cursor = "c10") => {
    const result = {
      board: aBoard(),
      members: [aMember("ann", "ADMIN_LIMITED")],
      tasks: [aTask("t1", title === "One" ? 1 : 20, { title })],
      subtasks: [],
      next: null,
      more: null,
      cursor,
    };
    socket().say({ type: "result", id: socket().of("call").at(-1)?.id, result });
    await settled();
    const number = Number(cursor.slice(1));
    socket().say({ type: "subscribed", topic: "board:b", cursor, number, head: number });
  };
  const count = () => ({
    opened: socket().of("call").length,
    followed: socket().of("subscribe").length,
    left: socket().of("unsubscribe").length,
  });
  const titles = () => store.getSnapshot().tasks.map(({ title }) => title);
  return { client, core, store, socket, runtime, answer, count, titles };
}

describe("E3: on a server", () => {
  test("creating a client and stores opens no socket and starts no timer", async () => {
    const sockets: FakeSocket[] = [];
    const runtime = createFakeRuntime();
    const client = createClient({
      url: "ws://test",
      token: () => "token",
      runtime,
      WebSocket: class extends FakeSocket {
        constructor(url: string, protocol: string) {
          super(url, protocol);
          sockets.push(this);
        }
      },
    });
    const snapshots = [boardStore(client, "b"), roomStore(client, place), inboxStore(client)].map(
      (store) => store.getSnapshot(),
    );
    await settled();
    expect(snapshots).toMatchObject([
      { status: "loading" },
      { status: "loading" },
      { status: "loading" },
    ]);
    expect(client.status).toBe("connecting");
    expect(sockets).toEqual([]);
    expect(runtime.waits).toEqual([]);
    watched(boardStore(client, "b"));
    await settled();
    expect(sockets).toHaveLength(1);
  });

  test.each(["call", "subscribe", "onStatus", "reconnect"] as const)(
    "%s connects a client that nobody has used",
    async (method) => {
      const asked = vi.fn(() => "token");
      const client = createClient({ url: "ws://test", token: asked, runtime: createFakeRuntime() });
      const handlers = { onEvents() {}, onReload() {} };
      const use = {
        call: () => void client.call("users.me").catch(() => {}),
        subscribe: () => client.subscribe("board:b", handlers),
        onStatus: () => client.onStatus(() => {}),
        reconnect: () => client.reconnect(),
      };
      expect(asked).not.toHaveBeenCalled();
      use[method]();
      use[method === "subscribe" ? "call" : method]();
      expect(asked).toHaveBeenCalledTimes(1);
      client.close();
    },
  );
});

describe("E2: a store lives while somebody is subscribed", () => {
  test("StrictMode's mount, unmount and mount read once and leave nothing", async () => {
    const { store, count, answer, titles } = await start();
    expect(count()).toEqual({ opened: 0, followed: 0, left: 0 });
    store.subscribe(() => {})();
    const told = vi.fn();
    store.subscribe(told);
    await answer();
    expect(count()).toEqual({ opened: 1, followed: 1, left: 0 });
    expect(titles()).toEqual(["One"]);
    expect(told).toHaveBeenCalled();
  });

  test("a page that comes back within the grace time reads nothing again, and has missed nothing", async () => {
    const { store, core, socket, runtime, count, answer, titles } = await start();
    const stop = store.subscribe(() => {});
    await answer();
    stop();
    stop();
    await runtime.advance(graceMs - 1_000);
    const task = aTask("t1", 11, { title: "Two" });
    const events = [anEvent(11, "task.edited", "t1", { task })];
    socket().say({ type: "events", topic: "board:b", from: 11, to: 11, cursor: "c11", events });
    expect(titles()).toEqual(["Two"]);
    watched(boardStore(core, "b"));
    await runtime.advance(2 * graceMs);
    expect(count()).toEqual({ opened: 1, followed: 1, left: 0 });
  });

  test("a hidden page stops after the grace time, keeps its last snapshot, and is up to date again when it is back", async () => {
    const { store, runtime, count, answer, titles } = await start();
    const stop = store.subscribe(() => {});
    await answer();
    stop();
    await runtime.advance(graceMs);
    expect(count()).toEqual({ opened: 1, followed: 1, left: 1 });
    expect(store.getSnapshot()).toMatchObject({ status: "ready", tasks: [{ title: "One" }] });
    const told = vi.fn();
    store.subscribe(told);
    expect(titles()).toEqual(["One"]);
    await answer("Edited meanwhile", "c20");
    expect(titles()).toEqual(["Edited meanwhile"]);
    expect(told).toHaveBeenCalled();
    expect(count()).toEqual({ opened: 2, followed: 2, left: 1 });
  });

  test("of the stores that a page has shown, a few are kept for when it comes back", async () => {
    const { store, core, runtime, answer } = await start();
    const stop = store.subscribe(() => {});
    await answer();
    stop();
    await runtime.advance(graceMs);
    expect(boardStore(core, "b").getSnapshot()).toBe(store.getSnapshot());
    for (let i = 0; i < 100; i++) boardStore(core, `board ${i}`);
    expect(boardStore(core, "b").getSnapshot()).toMatchObject({ status: "loading", tasks: [] });
  });

  test("a closed store is not dead: it stops at once, and starts again when it is used", async () => {
    const { store, count, answer, titles } = await start();
    const told = vi.fn();
    store.subscribe(told);
    await answer();
    store.close();
    expect(count().left).toBe(1);
    store.subscribe(told);
    await answer("Edited meanwhile", "c20");
    expect(titles()).toEqual(["Edited meanwhile"]);
    store.close();
    expect(count()).toEqual({ opened: 2, followed: 2, left: 2 });
  });

  test("closing one store ends nothing for another one that is in use", async () => {
    const { store, core, count, answer } = await start();
    const other = boardStore(core, "b");
    store.subscribe(() => {});
    other.subscribe(() => {});
    await answer();
    store.close();
    expect(count().left).toBe(0);
    other.close();
    expect(count().left).toBe(1);
  });

  test("a board that was gone is asked for again when somebody comes back", async () => {
    const { store, socket, count, answer } = await start();
    const stop = store.subscribe(() => {});
    await answer();
    const error = { code: "not_found", message: "No." };
    socket().say({ type: "unsubscribed", topic: "board:b", error });
    expect(store.getSnapshot().status).toBe("gone");
    stop();
    store.close();
    watched(store);
    await answer("Let in again", "c20");
    expect(store.getSnapshot()).toMatchObject({
      status: "ready",
      tasks: [{ title: "Let in again" }],
    });
    expect(store.getSnapshot()).not.toHaveProperty("error");
    expect(count().opened).toBe(2);
  });

  test("a client that closes during the grace time leaves no timer", async () => {
    const { client, store, runtime, answer } = await start();
    const stop = store.subscribe(() => {});
    await answer();
    stop();
    client.close();
    expect(runtime.waits).toEqual([]);
    watched(store);
    await settled();
    expect(store.getSnapshot().error?.message).toMatch(/The client is closed/);
    store.close();
    expect(runtime.waits).toEqual([]);
  });
});

describe("E2: texts on their way", () => {
  test("are sent although the page has left the room, and then the store stops", async () => {
    const { client, server, calm, runtime, socket } = await startRoom({ messages: 1 });
    const store = roomStore(client, place);
    const stop = store.subscribe(() => {});
    await calm();
    store.post("on my way out");
    stop();
    await runtime.advance(graceMs + 1_000);
    expect(socket().of("unsubscribe")).toEqual([]);
    expect(roomStore(client, place).getSnapshot().messages).toHaveLength(2);
    server.hear();
    await calm();
    expect(store.getSnapshot().messages.map(({ state }) => state)).toEqual(["sent", "sent"]);
    await runtime.advance(graceMs + 1_000);
    expect(socket().of("unsubscribe")).toHaveLength(2);
  });

  test("a text starts a room store that has no listeners", async () => {
    const { client, calm } = await startRoom();
    const store = roomStore(client, place);
    store.post("hello");
    await calm();
    await calm();
    expect(store.getSnapshot()).toMatchObject({
      status: "ready",
      messages: [{ text: "hello", state: "sent" }],
    });
  });
});

describe("E3: ready", () => {
  test("starts a store, resolves to its first state, and lets it go", async () => {
    const { store, runtime, count, answer } = await start();
    const loaded = ready(store);
    await answer();
    expect(await loaded).toBe(store.getSnapshot());
    await runtime.advance(graceMs + 1_000);
    expect(count()).toEqual({ opened: 1, followed: 1, left: 1 });
    expect(await ready(store)).toMatchObject({ status: "ready" });
  });

  test("rejects with the reason if there is no such board, or the client is closed", async () => {
    const { client, store, socket } = await start();
    const loaded = ready(store);
    const error = { code: "not_found", message: "No." };
    socket().say({ type: "result", id: socket().of("call").at(-1)?.id, error });
    await expect(loaded).rejects.toMatchObject({ code: "not_found" });
    client.close();
    store.close();
    await expect(ready(boardStore(client as never, "other"))).rejects.toThrow("closed");
  });
});
