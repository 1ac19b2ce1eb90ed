import { expect, test, vi } from "vitest";
import type { FakeSocket } from "./fake-socket.ts";
import { setUp } from "./fake-socket.ts";

const topic = "board:b";
const event = (number: number) => ({
  number,
  id: `e${number}`,
  type: "x",
  subject: "s",
  at: "",
  actor: "a",
  data: {},
});
const events = (
  from: number,
  to: number,
  numbers = Array.from({ length: to - from + 1 }, (_, i) => from + i),
) => ({
  type: "events",
  topic,
  from,
  to,
  cursor: `c${to}`,
  events: numbers.map(event),
});
const subscribed = (number: number, head = number) => ({
  type: "subscribed",
  topic,
  cursor: `c${number}`,
  number,
  head,
});

/** A client that follows the topic, with the events it got. */
async function follow(after?: string) {
  const { client, runtime, statuses, socket: current, greet, again } = setUp();
  const seen: number[] = [];
  const told = { onReload: vi.fn(), onEnd: vi.fn(), onSubscribed: vi.fn() };
  const onEvents = (list: readonly { number: number }[]) =>
    void seen.push(...list.map(({ number }) => number));
  const subscription = client.subscribe(topic, { onEvents, ...told }, after);
  const socket = await greet();
  return { client, runtime, statuses, again, socket, current, seen, told, subscription };
}

const asked = (socket: FakeSocket) =>
  socket.sent.filter(({ type }) => type === "subscribe" || type === "unsubscribe");

test("subscribes from now on or from a cursor, and reports its position", async () => {
  const now = await follow();
  expect(asked(now.socket)).toEqual([{ type: "subscribe", topic }]);
  now.socket.say(subscribed(7));
  expect(now.told.onSubscribed.mock.calls).toEqual([["c7"]]);
  expect(now.subscription.cursor).toBe("c7");
  expect(asked((await follow("c3")).socket)).toEqual([{ type: "subscribe", topic, after: "c3" }]);
});

test("continues from its last cursor after a reconnect, and takes nothing twice", async () => {
  const { socket, again, seen, told } = await follow("c0");
  socket.say(subscribed(0));
  socket.say(events(1, 2));
  const second = await again();
  expect(asked(second)).toEqual([{ type: "subscribe", topic, after: "c2" }]);
  // Even from a server with a wrong position.
  second.say(subscribed(0, 4));
  second.say(events(1, 2));
  second.say(events(1, 1));
  second.say(events(2, 3));
  second.say(events(4, 4));
  second.say(events(4, 4));
  expect(seen).toEqual([1, 2, 3, 4]);
  expect(told.onSubscribed.mock.calls).toEqual([["c0"], ["c2"]]);
  expect(asked(second)).toHaveLength(1);
});

test("a connection lost before the answer leaves the request unchanged", async () => {
  const { again } = await follow();
  expect(asked(await again())).toEqual([{ type: "subscribe", topic }]);
});

test("a gap sends it back to its own cursor, and frames of the old subscription are ignored", async () => {
  const { socket, seen, subscription, told } = await follow("c0");
  socket.say(subscribed(0));
  socket.say(events(1, 1));
  socket.say(events(3, 3));
  expect(asked(socket).slice(1)).toEqual([
    { type: "unsubscribe", topic },
    { type: "subscribe", topic, after: "c1" },
  ]);
  socket.say(events(4, 4));
  socket.say({ type: "ping", heads: { [topic]: { to: 4, cursor: "c4" } } });
  socket.say({ type: "reload", topic, reason: "gone" });
  socket.say({ type: "unsubscribed", topic });
  socket.say(subscribed(1, 4));
  socket.say(events(2, 4));
  expect(seen).toEqual([1, 2, 3, 4]);
  expect(subscription.cursor).toBe("c4");
  expect(told.onReload).not.toHaveBeenCalled();
});

test("numbers without events move the cursor, in a frame and in a ping", async () => {
  const { socket, seen, subscription, again } = await follow("c0");
  socket.say(subscribed(0));
  socket.say(events(1, 5, [3]));
  expect(subscription.cursor).toBe("c5");
  socket.say({
    type: "ping",
    heads: { [topic]: { to: 9, cursor: "c9" }, "board:other": { to: 1, cursor: "x" } },
  });
  expect(subscription.cursor).toBe("c9");
  socket.say({ type: "ping", heads: { [topic]: { to: 8, cursor: "c8" } } });
  expect(subscription.cursor).toBe("c9");
  socket.say(events(10, 10));
  expect(seen).toEqual([3, 10]);
  expect(asked(await again())).toEqual([{ type: "subscribe", topic, after: "c10" }]);
});

test("after a reload it waits for a new cursor from its owner, through reconnects too", async () => {
  const { socket, again, seen, told, subscription, current } = await follow("c5");
  socket.say({ type: "reload", topic, reason: "too_old" });
  expect(told.onReload.mock.calls).toEqual([["too_old"]]);
  expect(subscription.cursor).toBeUndefined();
  socket.say(events(6, 6));
  await again();
  expect(asked(current())).toEqual([]);
  subscription.resume("c2");
  expect(asked(current())).toEqual([{ type: "subscribe", topic, after: "c2" }]);
  current().say(subscribed(2));
  current().say(events(3, 3));
  expect(seen).toEqual([3]);
});

test("an end with an error is reported once and is final; the topic may be followed again", async () => {
  const { socket, again, told, client, current } = await follow("c0");
  socket.say({ type: "unsubscribed", topic, error: { code: "not_found", message: "No." } });
  expect(told.onEnd.mock.calls).toEqual([[expect.objectContaining({ code: "not_found" })]]);
  expect(asked(await again())).toEqual([]);
  client.subscribe(topic, { onEvents() {}, onReload() {} });
  expect(asked(current())).toHaveLength(1);
});

test("stopping leaves no timer, whether by unsubscribing or by closing the client", async () => {
  const later = {
    type: "unsubscribed",
    topic,
    error: { code: "unavailable", message: "Soon.", details: { retryAfterMs: 7 } },
  };
  const given = await follow();
  given.socket.say(later);
  expect(given.runtime.waits).toContain(7);
  given.subscription.unsubscribe();
  expect(given.runtime.waits).not.toContain(7);
  const closed = await follow();
  closed.socket.say(later);
  closed.client.close();
  expect(closed.runtime.waits).toEqual([]);
});

test("an end that is temporary is retried by itself", async () => {
  const { socket, told, runtime, client } = await follow("c0");
  const error = { code: "unavailable", message: "Soon.", details: { retryAfterMs: 700 } };
  socket.say({ type: "unsubscribed", topic, error });
  expect(client.status).toBe("catching up");
  await runtime.advance(699);
  expect(asked(socket)).toHaveLength(1);
  await runtime.advance(1);
  expect(asked(socket)).toHaveLength(2);
  expect(told.onEnd).not.toHaveBeenCalled();
});

test("unsubscribing tells the server, and a new subscription gets nothing of the old one", async () => {
  const { socket, seen, subscription, client } = await follow("c0");
  socket.say(subscribed(0));
  subscription.unsubscribe();
  subscription.unsubscribe();
  const fresh: number[] = [];
  const onEvents = (list: readonly { number: number }[]) =>
    void fresh.push(...list.map(({ number }) => number));
  client.subscribe(topic, { onEvents, onReload() {} }, "c3");
  expect(asked(socket).slice(1)).toEqual([
    { type: "unsubscribe", topic },
    { type: "subscribe", topic, after: "c3" },
  ]);
  socket.say(events(1, 1));
  socket.say({ type: "unsubscribed", topic });
  socket.say(subscribed(3));
  socket.say(events(4, 4));
  subscription.resume("c0");
  expect({ seen, fresh }).toEqual({ seen: [], fresh: [4] });
});

test("a second subscription to a topic is refused with advice", async () => {
  const { client } = await follow();
  expect(() => client.subscribe(topic, { onEvents() {}, onReload() {} })).toThrow(
    "Share its subscription.",
  );
  client.close();
  expect(() => client.subscribe("board:other", { onEvents() {}, onReload() {} })).toThrow(/closed/);
});

test("it is catching up until it reaches the head that the server named", async () => {
  const { socket, statuses, again } = await follow("c0");
  socket.say(subscribed(0, 3));
  socket.say(events(1, 2));
  expect(statuses).toEqual(["connecting", "catching up"]);
  socket.say(events(3, 3, []));
  expect(statuses).toEqual(["connecting", "catching up", "live"]);
  const second = await again();
  second.say(subscribed(3, 9));
  second.say({ type: "ping", heads: { [topic]: { to: 9, cursor: "c9" } } });
  expect(statuses.slice(3)).toEqual(["offline", "connecting", "catching up", "live"]);
});

test("an owner that unsubscribes in a handler gets nothing more", async () => {
  const setting = setUp();
  let count = 0;
  const subscription = setting.client.subscribe(topic, {
    onEvents() {
      count++;
      subscription.unsubscribe();
    },
    onReload() {},
  });
  const socket = await setting.greet();
  socket.say(subscribed(0));
  socket.say(events(1, 1));
  socket.say(events(2, 2));
  expect(count).toBe(1);
});
