import { describe, expect, test, vi } from "vitest";
import { roomStore } from "../src/room/index.ts";
import { anEvent } from "./board-records.ts";
import { settled } from "./fake-runtime.ts";
import { aRoom, aRoomMember, place, startRoom } from "./room-server.ts";
import { watched } from "./watched.ts";

async function openRoom(options?: { messages?: number }) {
  const world = await startRoom(options);
  const store = roomStore(world.client, place);
  const told = vi.fn();
  store.subscribe(told);
  await world.calm();
  told.mockClear();
  const shown = () =>
    store
      .getSnapshot()
      .messages.map(({ id, text, state }) =>
        state === "sent" ? `${id} ${text}` : `${state} ${text}`,
      );
  return { ...world, store, told, shown };
}

test("follows the user's own topic, then opens the room and follows it from the answer's cursor", async () => {
  const { client, server, socket } = await startRoom({ messages: 2 });
  const store = watched(roomStore(client, place));
  expect(store.getSnapshot()).toMatchObject({
    status: "loading",
    messages: [],
    members: [],
    room: undefined,
  });
  expect(socket().of("subscribe")).toEqual([{ type: "subscribe", topic: "user:ann" }]);
  expect(socket().of("call")).toEqual([]);
  server.hear();
  await settled();
  expect(socket().of("call")).toMatchObject([{ operation: "rooms.open", input: place }]);
  server.hear();
  server.read();
  server.answer();
  await settled();
  expect(socket().of("subscribe")[1]).toEqual({ type: "subscribe", topic: "room:r", after: "1:2" });
  expect(store.getSnapshot()).toMatchObject({
    status: "ready",
    room: { name: "Showroom" },
    me: { id: "ann", name: "ann", role: "ADMIN_LIMITED" },
    members: [{ userId: "ann" }, { userId: "bob" }],
    messages: [
      { id: "m0001", text: "old 0", authorId: "ann", author: "ann", isMine: true, state: "sent" },
      { id: "m0002", text: "old 1", authorId: "bob", author: "bob", isMine: false, state: "sent" },
    ],
    hasOlder: false,
    hasNewer: false,
    readUpTo: null,
  });
});

test("a text shows at once as sending, after the other messages, and becomes the confirmed message with the answer", async () => {
  const { store, shown, server, calm, post } = await openRoom({ messages: 1 });
  const id = store.post("hello");
  expect(shown()).toEqual(["m0001 old 0", "sending hello"]);
  expect(store.getSnapshot().messages[1]).toMatchObject({
    id,
    isMine: true,
    author: "ann",
    replyTo: null,
  });
  post("bob", "meanwhile");
  server.deliver();
  expect(shown()).toEqual(["m0001 old 0", "m0002 meanwhile", "sending hello"]);
  server.hear();
  server.read();
  server.answer();
  await settled();
  expect(shown()).toEqual(["m0001 old 0", "m0002 meanwhile", "m0003 hello"]);
  const before = store.getSnapshot();
  await calm();
  expect(store.getSnapshot()).toBe(before);
});

test("an event that overtakes the answer never shows the message twice", async () => {
  const { store, shown, server } = await openRoom();
  store.post("hello");
  server.hear();
  server.read();
  server.deliver();
  expect(shown()).toEqual(["m0001 hello"]);
  server.answer();
  await settled();
  expect(shown()).toEqual(["m0001 hello"]);
});

test("the same text from another tab does not replace one that fails", async () => {
  const { store, shown, server, post } = await openRoom();
  store.post("hello");
  post("ann", "hello");
  server.deliver();
  expect(shown()).toEqual(["m0001 hello"]);
  server.hear();
  server.read(0, { code: "refused", message: "No." });
  server.answer();
  await settled();
  expect(shown()).toEqual(["m0001 hello", "failed hello"]);
});

test.each(["before", "after"])(
  "when the answer is lost and the event arrives %s that of the repeated command, there is one message",
  async (when) => {
    const { store, shown, server, reconnect, calm, messages } = await openRoom();
    store.post("hello");
    server.hear();
    server.read();
    await reconnect();
    expect(shown()).toEqual(["sending hello"]);
    server.hear();
    if (when === "before") server.deliver();
    server.read();
    server.answer();
    await settled();
    expect(shown()).toEqual(["m0001 hello"]);
    await calm();
    expect(shown()).toEqual(["m0001 hello"]);
    expect(messages).toHaveLength(0);
  },
);

test("an event older than the state does not count as the text on its way, even with the same words", async () => {
  const { client, server, post, calm } = await startRoom();
  const store = watched(roomStore(client, place));
  server.hear();
  await settled();
  server.hear();
  post("ann", "hello");
  server.read();
  server.answer();
  await settled();
  store.post("hello");
  server.hear();
  server.deliver();
  expect(store.getSnapshot().messages.map(({ state }) => state)).toEqual(["sent", "sending"]);
  await calm();
  expect(store.getSnapshot().messages.map(({ id }) => id)).toEqual(["m0001", "m0002"]);
});

test("a reload while the answer is on its way brings the message once", async () => {
  const { store, shown, server, calm } = await openRoom({ messages: 1 });
  store.post("hello");
  server.hear();
  server.read();
  server.reload("too_old");
  await settled();
  server.hear();
  server.read(1);
  server.answer(1);
  await settled();
  expect(shown()).toEqual(["m0001 old 0", "m0002 hello"]);
  await calm();
  expect(shown()).toEqual(["m0001 old 0", "m0002 hello"]);
});

test("texts written offline wait, and are sent one after another in order", async () => {
  const { store, shown, server, socket, reconnect, calm } = await openRoom();
  socket().drop();
  for (const text of ["one", "two", "three"]) store.post(text);
  expect(shown()).toEqual(["sending one", "sending two", "sending three"]);
  const posts = () =>
    socket()
      .of("call")
      .filter(({ operation }) => operation === "messages.post");
  await reconnect();
  expect(posts()).toMatchObject([{ input: { text: "one" } }]);
  server.hear();
  server.read();
  server.answer();
  await settled();
  expect(posts()).toMatchObject([{ input: { text: "one" } }, { input: { text: "two" } }]);
  await calm();
  expect(shown()).toEqual(["m0001 one", "m0002 two", "m0003 three"]);
});

test("a text written before the room is loaded is sent afterwards", async () => {
  const { client, server, socket, calm } = await startRoom({ messages: 1 });
  const store = roomStore(client, place);
  store.post("early");
  expect(store.getSnapshot()).toMatchObject({
    status: "loading",
    messages: [{ state: "sending", text: "early" }],
  });
  server.hear();
  await settled();
  expect(socket().of("call")).toHaveLength(1);
  await calm();
  expect(store.getSnapshot().messages.map(({ text }) => text)).toEqual(["old 0", "early"]);
});

test("a refusal fails the text with its reason, and the next one goes on; a retry keeps its key and comes last", async () => {
  const { store, shown, server, socket, calm } = await openRoom();
  const first = store.post("@everyone", { replyTo: "m0" });
  store.post("second");
  server.hear();
  server.read(0, {
    code: "refused",
    message: "This calls 30.",
    details: { rule: "confirm", count: 30 },
  });
  server.answer();
  await settled();
  expect(shown()).toEqual(["failed @everyone", "sending second"]);
  expect(store.getSnapshot().messages[0]).toMatchObject({
    id: first,
    error: { details: { count: 30 } },
  });
  store.retry(first, { confirm: 30 });
  expect(shown()).toEqual(["sending second", "sending @everyone"]);
  expect(store.getSnapshot().messages[1]).not.toHaveProperty("error");
  await calm();
  expect(shown()).toEqual(["m0001 second", "m0002 @everyone"]);
  const [one, , again] = socket().of("call").slice(1);
  expect(again).toMatchObject({
    key: first,
    input: { text: "@everyone", replyTo: "m0", confirm: 30 },
  });
  expect(one?.key).toBe(first);
});

test.each(["unavailable", "unknown_outcome"])(
  "a server that answers %s is asked again with the same key, and later texts wait",
  async (code) => {
    const { store, shown, server, runtime, socket, calm } = await openRoom();
    store.post("one");
    store.post("two");
    server.hear();
    server.read(0, { code, message: "Soon.", details: { retryAfterMs: 300 } });
    server.answer();
    await calm();
    expect(shown()).toEqual(["sending one", "sending two"]);
    expect(store.getSnapshot().messages[0]?.error?.code).toBe(code);
    await runtime.advance(300);
    await calm();
    expect(shown()).toEqual(["m0001 one", "m0002 two"]);
    const [, first, again] = socket().of("call");
    expect(again?.key).toBe(first?.key);
  },
);

test("discards a text that failed, one that waits, and one that is on its way", async () => {
  const { store, shown, server, calm, runtime } = await openRoom();
  const ids = ["refused", "late", "under way", "waits"].map((text) => store.post(text));
  server.hear();
  server.read(0, { code: "refused", message: "No." });
  server.answer();
  await settled();
  store.discard(ids[0] as string);
  store.discard("nobody's");
  server.hear();
  server.read(0, { code: "unavailable", message: "Soon.", details: { retryAfterMs: 300 } });
  server.answer();
  await settled();
  store.discard(ids[1] as string);
  await settled();
  store.discard(ids[2] as string);
  expect(shown()).toEqual(["sending waits"]);
  await calm();
  // The text that was already sent may still be posted.
  expect(shown()).toEqual(["m0001 under way", "m0002 waits"]);
  await runtime.advance(1_000);
  expect(shown()).toHaveLength(2);
});

test("when the client is closed for good, waiting texts fail with the reason, and nothing runs on", async () => {
  const { store, shown, server, client, runtime } = await openRoom();
  store.post("one");
  store.post("two");
  server.hear();
  server.read(0, { code: "unavailable", message: "Soon.", details: { retryAfterMs: 300 } });
  server.answer();
  await settled();
  client.close();
  await settled();
  expect(shown()).toEqual(["failed one", "failed two"]);
  expect(store.getSnapshot()).toMatchObject({ status: "ready", error: { code: "unavailable" } });
  expect(store.getSnapshot().messages[0]?.error?.message).toContain("closed");
  expect(runtime.waits).toEqual([]);
});

test("a text whose message has arrived does not fail when the client closes before the answer", async () => {
  const { store, shown, server, client } = await openRoom();
  store.post("hello");
  server.hear();
  server.read();
  server.deliver();
  client.close();
  await settled();
  expect(shown()).toEqual(["m0001 hello"]);
});

test("a text is not lost when the client closes before the answer, even if another message of mine came and was deleted", async () => {
  const { store, shown, server, client, post, remove } = await openRoom();
  store.post("hello");
  server.hear();
  remove(post("ann", "from another tab").id);
  server.deliver();
  // It could be the text on its way: nothing tells them apart.
  expect(shown()).toEqual(["m0001 "]);
  client.close();
  await settled();
  expect(shown()).toEqual(["m0001 ", "failed hello"]);
});

test("edits and deletions show by answer or by event, on the message in its place", async () => {
  const { store, shown, server, edit, remove, calm } = await openRoom({ messages: 3 });
  const [first, second] = store.getSnapshot().messages;
  const edited = store.edit("m0001", "better");
  server.hear();
  server.read();
  server.answer();
  expect(await edited).toMatchObject({ text: "better" });
  expect(shown()[0]).toBe("m0001 better");
  expect(store.getSnapshot().messages[0]?.editedAt).not.toBeNull();
  expect(store.getSnapshot().messages[0]).not.toBe(first);
  expect(store.getSnapshot().messages[1]).toBe(second);
  edit("m0001", "best");
  remove("m0002");
  await calm();
  expect(shown()).toEqual(["m0001 best", "m0002 ", "m0003 old 2"]);
  expect(store.getSnapshot().messages[1]).toMatchObject({ deletedBy: "bob", available: {} });
  const refused = store.delete("m0001").catch((error: unknown) => error);
  server.hear();
  server.read(0, { code: "forbidden", message: "Not yours." });
  server.answer();
  expect(await refused).toMatchObject({ code: "forbidden" });
});

test("shows live which actions I may perform on the room and on each message", async () => {
  const { store, server, setRole, calm } = await openRoom({ messages: 2 });
  const able = () =>
    store.getSnapshot().messages.map(({ available }) => available["message.delete"]?.allowed);
  expect(able()).toEqual([true, false]);
  expect(store.getSnapshot().messages[1]?.available["message.edit"]).toMatchObject({
    rule: "permission",
  });
  expect(store.getSnapshot().available["message.post"]?.allowed).toBe(true);
  server.append(
    anEvent(3, "room.edited", "r", { room: { ...aRoom(), archived: true, version: undefined } }),
  );
  server.deliver();
  expect(store.getSnapshot().available).not.toHaveProperty("message.post");
  expect(store.getSnapshot().messages[0]?.available).not.toHaveProperty("message.edit");
  setRole("ADMIN");
  server.tell("user:ann", {
    type: "user.role_changed",
    data: { boardId: "b", role: "ADMIN", user: { role: "x" } },
  });
  await calm();
  expect(store.getSnapshot().me?.role).toBe("ADMIN");
  expect(able()).toEqual([true, true]);
});

test("a change of the account that affects no role here reads nothing again", async () => {
  const { server, socket } = await openRoom();
  const calls = socket().of("call").length;
  server.tell("user:ann", { type: "user.changed", data: { user: { role: "ADMIN_LIMITED" } } });
  server.tell("user:ann", {
    type: "user.role_changed",
    data: { boardId: "other", role: "ADMIN", user: {} },
  });
  await settled();
  expect(socket().of("call")).toHaveLength(calls);
  server.tell("user:ann", { type: "user.changed", data: { user: { role: "ADMIN" } } });
  await settled();
  expect(socket().of("call")).toHaveLength(calls + 1);
});

test("members who come, go or are renamed show, and so do authors' names; a member who left keeps their name", async () => {
  const { store, server } = await openRoom({ messages: 2 });
  const author = () => store.getSnapshot().messages[1]?.author;
  server.append(
    anEvent(3, "member.changed", "bob", { member: aRoomMember("bob", 3, "Bob the Second") }),
  );
  server.append(anEvent(4, "member.added", "cid", { member: aRoomMember("cid", 4) }));
  server.deliver();
  expect(author()).toBe("Bob the Second");
  expect(store.getSnapshot().members.map(({ userId }) => userId)).toEqual(["ann", "bob", "cid"]);
  server.append(anEvent(5, "member.removed", "bob", { member: aRoomMember("bob", 5) }));
  server.deliver();
  expect(store.getSnapshot().members.map(({ userId }) => userId)).toEqual(["ann", "cid"]);
  expect(author()).toBe("bob of old");
});

test("older messages load in front, once each, even while others arrive and change", async () => {
  const { store, shown, server, post, edit, calm } = await openRoom({ messages: 7 });
  expect(shown()).toEqual(["m0005 old 4", "m0006 old 5", "m0007 old 6"]);
  const kept = store.getSnapshot().messages;
  const older = store.loadOlder();
  expect(store.loadOlder()).toBe(older);
  server.hear();
  server.read();
  edit("m0003", "newer than the page");
  post("bob", "new");
  server.deliver();
  expect(shown()).toHaveLength(4);
  server.answer();
  await older;
  expect(shown()).toEqual([
    "m0002 old 1",
    "m0003 newer than the page",
    ...["m0004 old 3", "m0005 old 4", "m0006 old 5", "m0007 old 6", "m0008 new"],
  ]);
  expect(store.getSnapshot().messages.slice(3, 6)).toEqual(kept);
  for (const [i, message] of kept.entries())
    expect(store.getSnapshot().messages[3 + i]).toBe(message);
  expect(store.getSnapshot().hasOlder).toBe(true);
  void store.loadOlder();
  await calm();
  expect(shown()[0]).toBe("m0001 old 0");
  expect(store.getSnapshot().hasOlder).toBe(false);
  await store.loadOlder();
});

describe("I13: a room that was scrolled far back", () => {
  async function scrollBack() {
    const world = await openRoom({ messages: 520 });
    const { store, calm } = world;
    while (store.getSnapshot().hasOlder) {
      void store.loadOlder();
      await calm();
    }
    expect(store.getSnapshot()).toMatchObject({ hasNewer: true });
    expect(store.getSnapshot().messages).toHaveLength(500);
    return world;
  }

  test("shows no new messages, and goes back to them", async () => {
    const { store, shown, server, calm, post } = await scrollBack();
    post("bob", "new");
    server.deliver();
    expect(shown().at(-1)).toBe("m0500 old 499");
    store.loadNewest();
    await calm();
    expect(store.getSnapshot()).toMatchObject({ hasNewer: false, hasOlder: true });
    expect(shown().at(-1)).toBe("m0521 new");
  });

  test("goes back to the newest messages when I post one", async () => {
    const { store, shown, calm } = await scrollBack();
    store.post("mine");
    await calm();
    await calm();
    expect(store.getSnapshot().hasNewer).toBe(false);
    expect(shown().slice(-2)).toEqual(["m0520 old 519", "m0521 mine"]);
  });
});

test("a change of a message that isn't loaded leaves no gap: it waits for its page", async () => {
  const { store, shown, server, edit, calm } = await openRoom({ messages: 5 });
  edit("m0001", "far away");
  server.deliver();
  expect(shown()).toHaveLength(3);
  void store.loadOlder();
  await calm();
  expect(shown()).toEqual([
    "m0001 far away",
    "m0002 old 1",
    "m0003 old 2",
    "m0004 old 3",
    "m0005 old 4",
  ]);
});

test("a page that fails rejects and can be requested again; one from before a reload is not used", async () => {
  const { store, shown, server, calm } = await openRoom({ messages: 5 });
  const failing = store.loadOlder().catch((error: unknown) => error);
  server.hear();
  server.read(0, { code: "unavailable", message: "Soon." });
  server.answer();
  expect(await failing).toMatchObject({ code: "unavailable" });
  const late = store.loadOlder();
  server.hear();
  server.read();
  server.reload("rights");
  await settled();
  server.hear();
  server.read(1);
  server.answer(1);
  await settled();
  server.answer();
  await settled();
  expect(shown()).toHaveLength(3);
  await calm();
  await late;
  expect(shown()).toHaveLength(5);
});

test("reading marks up to the newest message on the server, once, and only forward", async () => {
  const { store, server, socket, calm, post, readMarker } = await openRoom({ messages: 2 });
  const reads = () =>
    socket()
      .of("call")
      .filter(({ operation }) => operation === "rooms.read").length;
  store.post("on its way");
  const reading = store.read();
  expect(store.read()).toBe(reading);
  await calm();
  await reading;
  expect(readMarker.messageId).toBe("m0003");
  expect(store.getSnapshot().readUpTo).toBe(3);
  const before = reads();
  await store.read();
  expect(reads()).toBe(before);
  server.tell("user:ann", {
    type: "room.read",
    data: { readMarker: { roomId: "r", number: 2 } },
  });
  server.tell("user:ann", {
    type: "room.read",
    data: { readMarker: { roomId: "other", number: 9_999 } },
  });
  expect(store.getSnapshot().readUpTo).toBe(3);
  post("bob", "more");
  server.deliver();
  server.tell("user:ann", {
    type: "room.read",
    data: { readMarker: { roomId: "r", number: 4 } },
  });
  expect(store.getSnapshot().readUpTo).toBe(4);
});

test("I7: reading goes on until the server has marked every notification of the room", async () => {
  const { store, socket, calm, readMarker } = await openRoom({ messages: 2 });
  readMarker.left = 3;
  const reading = store.read();
  await calm();
  await reading;
  const reads = socket()
    .of("call")
    .filter(({ operation }) => operation === "rooms.read");
  expect(reads).toHaveLength(4);
});

test("a removed member sees nothing of the room any more, and nothing runs on", async () => {
  const { store, server, client, calm, runtime } = await openRoom({ messages: 2 });
  store.post("too late");
  server.end({ code: "not_found", message: "No." });
  expect(store.getSnapshot()).toMatchObject({
    status: "gone",
    messages: [],
    members: [],
    room: undefined,
    readUpTo: null,
    error: { code: "not_found" },
  });
  await calm();
  expect(store.getSnapshot().messages).toEqual([]);
  await store.loadOlder();
  expect(roomStore(client, place).getSnapshot().status).toBe("loading");
  store.close();
  client.close();
  expect(runtime.waits).toEqual([]);
});

test("another log replaces everything, the read marker too", async () => {
  const { store, shown, server, reset, post, calm, socket } = await openRoom({ messages: 2 });
  server.tell("user:ann", {
    type: "room.read",
    data: { readMarker: { roomId: "r", number: 2 } },
  });
  reset();
  socket().say({ type: "reload", topic: "user:ann", reason: "gone" });
  post("bob", "anew");
  await calm();
  expect(shown()).toEqual(["m0003 anew"]);
  expect(store.getSnapshot().readUpTo).toBeNull();
});

test("stores of one room are one store, until the last is closed", async () => {
  const { client, store, socket } = await openRoom();
  const second = watched(roomStore(client, place));
  expect(second.getSnapshot()).toBe(store.getSnapshot());
  store.close();
  expect(socket().of("unsubscribe")).toEqual([]);
  second.close();
  expect(
    socket()
      .of("unsubscribe")
      .map(({ topic }) => topic),
  ).toEqual(["user:ann", "room:r"]);
});

test("changes without effect notify nobody", async () => {
  const { told, server, store, reconnect, calm } = await openRoom({ messages: 2 });
  const before = store.getSnapshot();
  server.append(anEvent(3, "x", "y", {}));
  server.deliver();
  await reconnect();
  await calm();
  expect(store.getSnapshot()).toBe(before);
  expect(told).not.toHaveBeenCalled();
});
