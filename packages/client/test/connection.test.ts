import { closeCodes } from "@taskwire/core/protocol";
import { afterEach, expect, test, vi } from "vitest";
import { createClient } from "../src/index.ts";
import { settled } from "./fake-runtime.ts";
import { setUp } from "./fake-socket.ts";

afterEach(() => vi.unstubAllGlobals());

test("opens one socket with the subprotocol and authenticates in the first frame, never in the URL", async () => {
  const { sockets, greet, client, statuses } = setUp();
  await greet();
  expect(sockets).toHaveLength(1);
  expect(sockets[0]).toMatchObject({ url: "ws://test", protocol: "taskwire.v1" });
  expect(sockets[0]?.sent).toEqual([{ type: "authenticate", token: "token" }]);
  expect(client.welcome?.user.id).toBe("ann");
  expect(statuses).toEqual(["connecting", "live"]);
});

test("without any WebSocket it stops with the reason", async () => {
  vi.stubGlobal("WebSocket", undefined);
  const client = createClient({ url: "ws://test", token: () => "" });
  client.reconnect();
  await settled();
  expect(client.closed).toMatchObject({ code: 0, reason: expect.stringContaining("WebSocket") });
});

test("a URL that no socket accepts stops the client with the reason", async () => {
  const { client } = setUp({
    WebSocket: class {
      constructor() {
        throw new SyntaxError("bad url");
      }
    } as never,
  });
  await settled();
  expect(client.closed).toMatchObject({ code: 0, reason: expect.stringContaining("bad url") });
});

test("reconnects with full jitter: a random part of a limit that doubles from 0.5 s to 20 s", async () => {
  const { runtime, sockets, socket } = setUp();
  await settled();
  const waits: number[] = [];
  for (const part of [1, 0, 1, 0.25, 1, 1, 1, 1]) {
    runtime.dice.splice(0, Infinity, part);
    socket().drop();
    waits.push(runtime.waits[0] as number);
    await runtime.advance(runtime.waits[0] as number);
  }
  expect(waits).toEqual([500, 0, 2_000, 1_000, 8_000, 16_000, 20_000, 20_000]);
  expect(sockets).toHaveLength(9);
});

test("the backoff starts over only after a connection of at least 30 s", async () => {
  const { runtime, socket, greet } = setUp();
  const dropAfter = async (ms: number) => {
    await greet();
    await runtime.advance(ms);
    runtime.dice.splice(0, Infinity, 1);
    socket().drop();
    const wait = runtime.waits[0] as number;
    await runtime.advance(wait);
    return wait;
  };
  expect(await dropAfter(0)).toBe(500);
  expect(await dropAfter(29_999)).toBe(1_000);
  expect(await dropAfter(0)).toBe(2_000);
  expect(await dropAfter(30_000)).toBe(500);
  socket().drop();
  expect(runtime.waits[0]).toBe(1_000);
  await runtime.advance(1_000);
  expect(await dropAfter(0)).toBe(2_000);
});

test("a stopping server tells when to reconnect", async () => {
  const { runtime, sockets, socket, greet } = setUp();
  await greet();
  socket().drop(closeCodes.goingAway, '{"retryAfterMs":1234}');
  expect(runtime.waits).toEqual([1_234]);
  await runtime.advance(1_233);
  expect(sockets).toHaveLength(1);
  await runtime.advance(1);
  expect(sockets).toHaveLength(2);
});

test.each(["", "bye", "null", '{"retryAfterMs":"x"}', '{"retryAfterMs":-1}'])(
  "a reason of %j leaves the normal backoff",
  async (reason) => {
    const { runtime, socket, greet } = setUp();
    await greet();
    socket().drop(closeCodes.goingAway, reason);
    expect(runtime.waits).toEqual([250]);
  },
);

test.each(Object.entries(closeCodes).filter(([, code]) => code >= 4400 && code !== 4401))(
  "after %s (%i) the client stops and reports it once",
  async (_, code) => {
    const { client, runtime, sockets, socket, greet, statuses } = setUp();
    const told = vi.fn();
    client.onClose(told);
    await greet();
    socket().drop(code, "why");
    client.close();
    await runtime.advance(1_000_000);
    expect(told.mock.calls).toEqual([[{ code, reason: "why" }]]);
    expect(client.closed).toEqual({ code, reason: "why" });
    expect(statuses.at(-1)).toBe("offline");
    expect(sockets).toHaveLength(1);
    expect(runtime.waits).toEqual([]);
  },
);

test.each([1001, 1006, 1012, 4000, 4001, 4002, 4003, 4004, 4005])(
  "after %i the client reconnects",
  async (code) => {
    const { again, greet, sockets, client } = setUp();
    await greet();
    await again(code);
    expect(sockets).toHaveLength(2);
    expect(client.status).toBe("live");
  },
);

test("a connection that delays the first frame too long is retried, again and again", async () => {
  const { client, socket, sockets, runtime, greet } = setUp();
  for (let tries = 1; tries <= 3; tries++) {
    await settled();
    expect(sockets).toHaveLength(tries);
    socket().onopen?.({});
    socket().drop(closeCodes.authenticationTimeout, "No authentication in time.");
    await runtime.advance(runtime.waits[0] as number);
  }
  await greet();
  expect(client.status).toBe("live");
});

test("the message of a closed client has the reason of the server", async () => {
  const { client, greet } = setUp();
  const socket = await greet();
  socket.drop(closeCodes.forbidden, "This account is disabled.");
  const message = "The client is closed (This account is disabled.).";
  await expect(client.users.me()).rejects.toMatchObject({ code: "forbidden", message });
});

test("a token that fails to load is requested again, whatever the function throws", async () => {
  const token = vi.fn<() => Promise<string>>();
  for (const thrown of [new TypeError("fetch failed"), "no object", undefined, null])
    token.mockRejectedValueOnce(thrown);
  token.mockResolvedValue("token");
  const { client, runtime, greet } = setUp({ token });
  await runtime.advance(60_000);
  await greet();
  expect(client.status).toBe("live");
});

test("a refresh is answered on the open socket with a new token", async () => {
  let count = 0;
  const { greet, sockets } = setUp({ token: async () => `token ${++count}` });
  const socket = await greet();
  socket.say({ type: "refresh" });
  await settled();
  expect(socket.of("authenticate").map(({ token }) => token)).toEqual(["token 1", "token 2"]);
  expect(sockets).toHaveLength(1);
});

test("a new token that comes after its socket ended is not sent, and a failed one does no harm", async () => {
  const answers = [Promise.withResolvers<string>(), Promise.withResolvers<string>()] as const;
  const token = vi.fn<() => string | Promise<string>>(() => "fresh");
  const { greet, again, socket } = setUp({ token });
  const first = await greet();
  token.mockReturnValueOnce(answers[0].promise).mockReturnValueOnce(answers[1].promise);
  first.say({ type: "refresh" });
  first.say({ type: "refresh" });
  answers[0].reject(new Error("offline"));
  await again();
  answers[1].resolve("late");
  await settled();
  expect(first.of("authenticate")).toHaveLength(1);
  expect(socket().of("authenticate")).toEqual([{ type: "authenticate", token: "fresh" }]);
});

test("a ping is answered", async () => {
  const { greet } = setUp();
  const socket = await greet();
  socket.say({ type: "ping", heads: {} });
  expect(socket.of("pong")).toHaveLength(1);
});

test("a socket without a welcome within 10 s is given up", async () => {
  const { runtime, sockets } = setUp();
  await runtime.advance(10_000);
  expect(sockets[0]?.closed).toBeDefined();
  await runtime.advance(250);
  expect(sockets).toHaveLength(2);
});

test("unreadable frames are skipped", async () => {
  const { greet, client } = setUp();
  const socket = await greet();
  for (const data of ["{", "null", "", new ArrayBuffer(2), '"x"', "7"])
    socket.onmessage?.({ data });
  expect(client.status).toBe("live");
});

test("errors that the server reports about no call can be listened to", async () => {
  const onProblem = vi.fn();
  const { client, greet } = setUp();
  client.onFrame("error", ({ error }) => onProblem(error));
  const socket = await greet();
  socket.say({ type: "error", error: { code: "invalid", message: "What?" } });
  expect(onProblem.mock.calls).toEqual([[{ code: "invalid", message: "What?" }]]);
});

test("close ends the socket and every timer, even while it waits for a token", async () => {
  const token = Promise.withResolvers<string>();
  const { client, sockets, runtime } = setUp({ token: () => token.promise });
  client.close();
  token.resolve("late");
  await runtime.advance(100_000);
  expect(sockets).toHaveLength(0);
  expect(client.closed?.code).toBe(1000);

  const open = setUp();
  const socket = await open.greet();
  open.client.close();
  expect(socket.closed?.code).toBe(1000);
  expect(open.runtime.waits).toEqual([]);
  expect(open.statuses).toEqual(["connecting", "live", "offline"]);
});

test("going online or showing the page ends the backoff, but not a wait that the server asked for", async () => {
  const page = new EventTarget();
  const document = Object.assign(new EventTarget(), { hidden: false });
  vi.stubGlobal("addEventListener", page.addEventListener.bind(page));
  vi.stubGlobal("removeEventListener", page.removeEventListener.bind(page));
  vi.stubGlobal("document", document);
  const { greet, socket, sockets, client, runtime } = setUp();
  await greet();

  socket().drop();
  page.dispatchEvent(new Event("online"));
  await greet();
  expect(sockets).toHaveLength(2);

  socket().drop();
  document.hidden = true;
  document.dispatchEvent(new Event("visibilitychange"));
  await settled();
  expect(sockets).toHaveLength(2);
  document.hidden = false;
  document.dispatchEvent(new Event("visibilitychange"));
  await greet();
  expect(sockets).toHaveLength(3);

  socket().drop(closeCodes.goingAway, '{"retryAfterMs":5000}');
  page.dispatchEvent(new Event("online"));
  await settled();
  expect(sockets).toHaveLength(3);

  await runtime.advance(5_000);
  socket().drop();
  client.close();
  page.dispatchEvent(new Event("online"));
  await settled();
  expect(sockets).toHaveLength(4);
  expect(client.status).toBe("offline");
});

test("the status passes through every attempt", async () => {
  const { greet, again, statuses } = setUp();
  await greet();
  await again();
  expect(statuses).toEqual(["connecting", "live", "offline", "connecting", "live"]);
});
