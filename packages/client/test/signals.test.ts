import { expect, test, vi } from "vitest";
import { sendTyping, watchPresence, watchTyping } from "../src/signals/index.ts";
import { setUp } from "./fake-socket.ts";

const topic = "board:sales";
const subscribed = { type: "subscribed", topic, cursor: "c1", number: 1, head: 1 };
const dao = { id: "dao", name: "Dao" };
const nok = { id: "nok", name: "Nok" };
const typing = (user: object, more: object = {}) => ({ type: "typing", topic, user, ...more });

test("typing is sent at once, and again every 3 s while it goes on", async () => {
  const { client, runtime, greet } = setUp();
  const socket = await greet();
  const field = sendTyping(client, topic, "task-1");
  for (let i = 0; i < 10; i++) {
    field.typed();
    await runtime.advance(1_000);
  }
  expect(socket.of("typing")).toEqual(Array(4).fill({ type: "typing", topic, subject: "task-1" }));
  field.typed();
  field.sent();
  field.typed();
  expect(socket.of("typing")).toHaveLength(5);
});

test("a clock that is set back stops no typing", async () => {
  const { client, runtime, greet } = setUp();
  const socket = await greet();
  const field = sendTyping(client, topic);
  field.typed();
  runtime.setBack(3_600_000);
  field.typed();
  await runtime.advance(1_000);
  field.typed();
  expect(socket.of("typing")).toHaveLength(2);
});

test("a signal that can't be sent now is never sent", async () => {
  const { client, socket, greet } = setUp();
  sendTyping(client, "room:r").typed();
  await greet();
  expect(socket().sent.map(({ type }) => type)).toEqual(["authenticate"]);
  socket().drop();
  sendTyping(client, "room:r").typed();
  client.close();
  sendTyping(client, "room:r").typed();
  expect(socket().of("typing")).toEqual([]);
});

test("typing is shown until it is not repeated for 6 s", async () => {
  const { client, runtime, greet } = setUp();
  const socket = await greet();
  const listener = vi.fn();
  watchTyping(client, topic, listener);
  socket.say(typing(dao));
  socket.say(typing(nok, { subject: "task-1" }));
  socket.say({ ...typing(nok), topic: "board:other" });
  const [first, second] = [
    { user: dao, subject: undefined },
    { user: nok, subject: "task-1" },
  ];
  expect(listener.mock.calls).toEqual([[[first]], [[first, second]]]);
  await runtime.advance(5_000);
  socket.say(typing(dao));
  await runtime.advance(1_000);
  expect(listener.mock.calls.slice(2)).toEqual([[[first]]]);
  await runtime.advance(5_000);
  expect(listener.mock.calls.slice(3)).toEqual([[[]]]);
});

test("a posted text ends its author's typing there, and only there", async () => {
  const { client, runtime, greet } = setUp();
  const socket = await greet();
  const listener = vi.fn();
  const watch = watchTyping(client, topic, listener);
  socket.say(typing(dao, { subject: "task-1" }));
  socket.say(typing(dao, { subject: "task-2" }));
  watch.said("dao", "task-1");
  watch.said("dao");
  watch.said("nok");
  expect(listener.mock.calls.slice(2)).toEqual([[[{ user: dao, subject: "task-2" }]]]);
  watch.stop();
  socket.say(typing(nok));
  await runtime.advance(10_000);
  expect(listener).toHaveBeenCalledTimes(3);
});

test("presence is requested on each subscription, also after a reconnect, and goes to all watchers", async () => {
  const { client, greet, again } = setUp();
  const first = await greet();
  client.subscribe(topic, { onEvents() {}, onReload() {} });
  const [one, other] = [vi.fn(), vi.fn()];
  const stopOne = watchPresence(client, topic, one);
  first.say(subscribed);
  expect(first.of("presence")).toEqual(Array(2).fill({ type: "presence", topic, on: true }));
  const frame = { type: "presence", topic, count: 1, users: [dao] };
  first.say(frame);
  first.say({ ...frame, topic: "board:other" });
  const stopOther = watchPresence(client, topic, other);
  expect([one.mock.calls, other.mock.calls]).toEqual([[[frame]], [[frame]]]);
  const second = await again();
  expect(second.of("presence")).toEqual([]);
  second.say(subscribed);
  second.say({ ...frame, count: 2 });
  expect(second.of("presence")).toEqual([{ type: "presence", topic, on: true }]);
  expect([one, other].map(({ mock }) => mock.calls.length)).toEqual([2, 2]);
  stopOne();
  stopOne();
  expect(second.of("presence")).toHaveLength(1);
  stopOther();
  expect(second.of("presence").at(-1)).toEqual({ type: "presence", topic, on: false });
  second.say(subscribed);
  expect(second.of("presence")).toHaveLength(2);
});

test("listeners get frames by type, until they are removed", async () => {
  const { client, greet } = setUp();
  const socket = await greet();
  const listener = vi.fn();
  const stop = client.onFrame("revoked", listener);
  const frame = { type: "revoked", topic, reason: "removed" };
  socket.say(frame);
  socket.say({ type: "rooms", heads: {} });
  stop();
  socket.say(frame);
  expect(listener.mock.calls).toEqual([[frame]]);
});
