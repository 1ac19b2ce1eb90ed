import { expect, test, vi } from "vitest";
import { type RoomView, roomsStore } from "../src/rooms/index.ts";
import { carried } from "./carried.ts";
import { settled } from "./fake-runtime.ts";
import { setUp } from "./fake-socket.ts";
import { createLogServer } from "./log-server.ts";
import { aRoom } from "./room-server.ts";
import { watched } from "./watched.ts";

const own = "user:ann";

/** A room with a last message of this id, at this number of its log. */
const aView = (id: string, lastId: string | null, number = 1, unread = 0): RoomView => ({
  room: aRoom(1, { id }),
  lastMessage:
    lastId === null ? null : ({ id: lastId, version: number, roomId: id, text: lastId } as never),
  unread,
  readMarker: null,
});

async function openRooms(held: RoomView[]) {
  const { greet, runtime, socket, ...rest } = setUp();
  const client = rest.client;
  const state = { rooms: held };
  const server = createLogServer(own, ({ input }) => {
    const from = Number(input.after ?? 0);
    const next = from + 2 < state.rooms.length ? `${from + 2}` : null;
    return { rooms: state.rooms.slice(from, from + 2), next };
  });
  server.use(await greet());
  const store = roomsStore(client, "b");
  const told = vi.fn();
  store.subscribe(told);
  const calm = async () => {
    for (let i = 0; i < 4; i++) {
      server.hear();
      while (server.waiting > 0) {
        server.read();
        server.answer();
      }
      await settled();
    }
  };
  await calm();
  const ids = () => store.getSnapshot().rooms.map(({ room }) => room.id);
  const calls = () => socket().of("call").length;
  const heads = (heads: { [roomId: string]: number }) => socket().say({ type: "rooms", heads });
  const event = (type: string, data: { [name: string]: unknown }) => {
    const about = { type, id: "e", subject: "ann", at: "", actor: "bob" };
    server.append({ ...about, data, ...carried(type, data) });
    server.deliver();
  };
  return { client, store, told, server, state, calm, ids, calls, heads, event, socket, runtime };
}

test("lists the board's rooms that the user is in, newest message first", async () => {
  const { store, ids, socket } = await openRooms([
    aView("r1", "m1"),
    aView("r2", "m3", 5, 2),
    aView("r3", "m2"),
  ]);
  expect(ids()).toEqual(["r2", "r3", "r1"]);
  expect(store.getSnapshot()).toMatchObject({ status: "ready", rooms: [{ unread: 2 }, {}, {}] });
  expect(socket().of("subscribe")).toEqual([{ type: "subscribe", topic: own }]);
  expect(socket().of("call")).toMatchObject([
    { operation: "rooms.list", input: { boardId: "b" } },
    { operation: "rooms.list", input: { boardId: "b", after: "2" } },
  ]);
});

test("a room with news is read again, once for everything within a second; the others keep their identity", async () => {
  const { store, heads, calls, state, calm, runtime, ids, told } = await openRooms([
    aView("r1", "m1"),
    aView("r2", "m2"),
  ]);
  await runtime.advance(1_000);
  const [, first] = store.getSnapshot().rooms;
  const [second] = store.getSnapshot().rooms;
  expect(first?.room.id).toBe("r1");
  told.mockClear();
  state.rooms = [aView("r1", "m3", 2, 1), aView("r2", "m2")];
  heads({ r1: 2 });
  await runtime.advance(0);
  await calm();
  expect(calls()).toBe(2);
  expect(ids()).toEqual(["r1", "r2"]);
  expect(store.getSnapshot().rooms[1]).toBe(second);
  expect(told).toHaveBeenCalledTimes(1);
  for (const number of [3, 4, 5]) heads({ r1: number });
  await runtime.advance(999);
  expect(calls()).toBe(2);
  await runtime.advance(1);
  await calm();
  expect(calls()).toBe(3);
  expect(told).toHaveBeenCalledTimes(1);
});

test("a clock that is set back delays reading by at most a second", async () => {
  const { heads, calls, calm, runtime } = await openRooms([aView("r1", "m1")]);
  const before = calls();
  runtime.setBack(3_600_000);
  heads({ r1: 2 });
  await runtime.advance(1_000);
  await calm();
  expect(calls()).toBe(before + 1);
});

test("unchanged heads, and rooms of other boards, cause no read", async () => {
  const { heads, event, calls, runtime } = await openRooms([aView("r1", "m1", 7)]);
  heads({ r1: 7, other: 99 });
  event("room.joined", { boardId: "other", roomId: "x" });
  event("room.read", { readMarker: { boardId: "other", roomId: "x", messageId: "m1" } });
  event("notification.created", { notification: { boardId: "b" } });
  await runtime.advance(5_000);
  expect(calls()).toBe(1);
});

test.each([
  ["joins a room", "room.joined", { boardId: "b", roomId: "r2" }],
  ["leaves one", "room.left", { boardId: "b", roomId: "r2" }],
  [
    "reads one on another device",
    "room.read",
    { readMarker: { boardId: "b", roomId: "r1", messageId: "m1" } },
  ],
  ["leaves the board", "user.left", { boardId: "b" }],
])("a user who %s sees it", async (_, type, data) => {
  const { event, calls, runtime, state, ids, calm } = await openRooms([aView("r1", "m1")]);
  await runtime.advance(1_000);
  state.rooms = [aView("r1", "m1"), aView("r2", null)];
  event(type, data);
  await runtime.advance(0);
  await calm();
  expect(calls()).toBe(2);
  expect(ids()).toEqual(["r2", "r1"]);
});

test("a change during a read causes another read, because the answer may be too old", async () => {
  const { heads, calls, runtime, server, state, ids, calm } = await openRooms([aView("r1", "m1")]);
  await runtime.advance(1_000);
  heads({ r1: 2 });
  await runtime.advance(0);
  server.hear();
  server.read();
  heads({ r1: 3 });
  expect(calls()).toBe(2);
  state.rooms = [aView("r1", "m1", 3), aView("r2", "m2")];
  server.answer();
  await settled();
  expect(ids()).toEqual(["r1"]);
  await runtime.advance(1_000);
  await calm();
  expect(calls()).toBe(3);
  expect(ids()).toEqual(["r2", "r1"]);
});

test("an unavailable server is shown, and asked again", async () => {
  const { store, heads, server, runtime, calm, ids, state } = await openRooms([aView("r1", "m1")]);
  await runtime.advance(1_000);
  state.rooms = [aView("r1", "m2", 2)];
  heads({ r1: 2 });
  await runtime.advance(0);
  server.hear();
  server.read(0, { code: "unavailable", message: "Soon.", details: { retryAfterMs: 300 } });
  server.answer();
  await settled();
  expect(store.getSnapshot()).toMatchObject({ status: "ready", error: { code: "unavailable" } });
  expect(ids()).toEqual(["r1"]);
  await runtime.advance(300);
  await calm();
  expect(store.getSnapshot().rooms[0]?.lastMessage?.id).toBe("m2");
  expect(store.getSnapshot()).not.toHaveProperty("error");
});

test("a user who left the board has no rooms there, and nothing runs on", async () => {
  const { store, event, server, runtime, client } = await openRooms([aView("r1", "m1")]);
  await runtime.advance(1_000);
  event("user.left", { boardId: "b" });
  await runtime.advance(0);
  server.hear();
  server.read(0, { code: "not_found", message: "No." });
  server.answer();
  await settled();
  expect(store.getSnapshot()).toMatchObject({
    status: "gone",
    rooms: [],
    error: { code: "not_found" },
  });
  store.close();
  client.close();
  expect(runtime.waits).toEqual([]);
});

test("stores of one board are one store; one closed while it waits reads nothing more", async () => {
  const { client, store, heads, calls, runtime, socket } = await openRooms([aView("r1", "m1")]);
  const second = watched(roomsStore(client, "b"));
  expect(second.getSnapshot()).toBe(store.getSnapshot());
  heads({ r1: 2 });
  store.close();
  second.close();
  await runtime.advance(5_000);
  expect(calls()).toBe(1);
  expect(socket().of("unsubscribe")).toEqual([{ type: "unsubscribe", topic: own }]);
});
