import { closeCodes } from "@taskwire/core/protocol";
import { afterEach, describe, expect, test, vi } from "vitest";
import { TaskwireError } from "../src/index.ts";
import { settled } from "./fake-runtime.ts";
import { setUp, welcome } from "./fake-socket.ts";

afterEach(() => vi.unstubAllGlobals());

/** A page whose events the test sends. */
function stubPage() {
  const page = new EventTarget();
  const document = Object.assign(new EventTarget(), { hidden: false });
  vi.stubGlobal("addEventListener", page.addEventListener.bind(page));
  vi.stubGlobal("document", document);
  return {
    network: (type: "online" | "offline") => page.dispatchEvent(new Event(type)),
    show(isVisible: boolean) {
      document.hidden = !isVisible;
      document.dispatchEvent(new Event("visibilitychange"));
    },
  };
}

/** A live client whose line is dead without a word: frames vanish in both directions. */
async function goDead() {
  const world = setUp();
  const socket = await world.greet();
  await world.runtime.advance(60_000);
  expect(world.client.status).toBe("live");
  socket.answersPings = false;
  return world;
}

describe("F15, I9: a connection that dies silently", () => {
  test("the client is not live for longer than 10 s", async () => {
    const { client, runtime, sockets } = await goDead();
    await runtime.advance(10_000);
    expect(client.status).not.toBe("live");
    expect(sockets[0]?.closed).toEqual({ code: closeCodes.timeout, reason: "silent" });
    expect(sockets.length).toBeGreaterThan(1);
  });

  test("a call that gets no answer doesn't delay that, and is sent again on the next line", async () => {
    const { client, runtime, socket, sockets, greet } = await goDead();
    await runtime.advance(3_000);
    const call = client.tasks.create({ title: "x" });
    await runtime.advance(7_000);
    expect(client.status).not.toBe("live");
    expect(sockets.length).toBeGreaterThan(1);
    await greet();
    socket().say({ type: "result", id: 0, result: { id: "t" } });
    expect(await call).toEqual({ id: "t" });
  });

  test("long calls that got through don't delay that, though frames kept arriving", async () => {
    const { client, runtime, greet } = setUp();
    const socket = await greet();
    for (let id = 0; id < 5; id++) {
      const call = client.tasks.create({ title: "x".repeat(10_000) });
      socket.say({ type: "result", id, result: { id: "t" } });
      await call;
      await runtime.advance(5_000);
    }
    socket.answersPings = false;
    await runtime.advance(10_000);
    expect(client.status).not.toBe("live");
  });

  test("a pong says nothing about a call that was sent after its ping", async () => {
    const { client, runtime, socket: last } = await goDead();
    const socket = last();
    await runtime.advance(6_000);
    const call = client.tasks.create({ title: "x".repeat(20_000) });
    socket.say({ type: "pong" });
    socket.say({ type: "something new" });
    await runtime.advance(20_000);
    expect(client.status).toBe("live");
    client.close();
    await expect(call).rejects.toThrow("closed");
  });

  test.each(["offline", "online", "visible", "reconnect"] as const)(
    "after %s it takes 2 s",
    async (event) => {
      const page = stubPage();
      const { client, runtime, sockets } = await goDead();
      if (event === "reconnect") client.reconnect();
      else if (event === "visible") page.show(true);
      else page.network(event);
      await runtime.advance(1_999);
      expect(client.status).toBe("live");
      await runtime.advance(1);
      expect(client.status).toBe("offline");
      await runtime.advance(250);
      expect(sockets).toHaveLength(2);
    },
  );

  test("any frame shows that the connection is alive, and a hidden page sends no ping", async () => {
    const page = stubPage();
    const { client, runtime, socket } = await goDead();
    for (let i = 0; i < 20; i++) {
      await runtime.advance(5_999);
      socket().say({ type: "something new" });
    }
    page.show(false);
    await runtime.advance(5_999);
    expect(client.status).toBe("live");
  });

  test("a clock that is set back by an hour makes no difference", async () => {
    const { client, runtime } = await goDead();
    runtime.setBack(3_600_000);
    await runtime.advance(10_000);
    expect(client.status).not.toBe("live");
  });
});

describe("I4: a token that never arrives", () => {
  test("is given up after 10 s, and a text that waits is sent later", async () => {
    const token = vi.fn<() => string | Promise<string>>(() => "token");
    const { client, runtime, greet, socket } = setUp({ token });
    (await greet()).drop();
    const late = Promise.withResolvers<string>();
    token.mockReturnValueOnce(late.promise);
    const call = client.tasks.create({ title: "x" });
    await runtime.advance(250);
    expect(client.status).toBe("connecting");
    await runtime.advance(10_000);
    expect(client.status).toBe("offline");
    late.resolve("late");
    await settled();
    expect(client.status).toBe("offline");
    await runtime.advance(1_000);
    await greet();
    expect(socket().of("authenticate")).toEqual([{ type: "authenticate", token: "token" }]);
    socket().say({ type: "result", id: 0, result: { id: "t" } });
    expect(await call).toEqual({ id: "t" });
  });

  test("leaves no attempt running, however often it happens", async () => {
    const { client, runtime, sockets } = setUp({ token: () => new Promise(() => {}) });
    await runtime.advance(600_000);
    expect(sockets).toEqual([]);
    expect(runtime.waits).toHaveLength(1);
    client.close();
    expect(runtime.waits).toEqual([]);
  });
});

describe("I9: a token that is refused", () => {
  test("is requested again after a real pause, and the first refusals end nothing", async () => {
    const token = vi.fn(() => "stale");
    const { client, runtime, greet, socket, statuses } = setUp({ token });
    (await greet()).drop(closeCodes.unauthenticated, "no");
    for (let refusals = 1; refusals < 5; refusals++) {
      await runtime.advance(999);
      expect(token).toHaveBeenCalledTimes(refusals);
      await runtime.advance(9_001);
      expect(token).toHaveBeenCalledTimes(refusals + 1);
      socket().drop(closeCodes.unauthenticated, "no");
    }
    expect(client.closed).toBeUndefined();
    await runtime.advance(9_500);
    await greet();
    expect(statuses.filter((status) => status !== "connecting")).toEqual([
      "live",
      "offline",
      ...Array(4).fill("signed out"),
      "live",
    ]);
  });

  test("is asked for more and more rarely while the person is signed out", async () => {
    const token = vi.fn(() => Promise.reject(new TaskwireError("unauthenticated", "logged out")));
    const { runtime } = setUp({ token });
    await runtime.advance(3_600_000);
    expect(token.mock.calls.length).toBeLessThan(50);
  });
});

describe("I5: a token that stays the same", () => {
  // An app may prolong a session whose token never changes. The server bounds how often it asks.
  test("is sent again when the server asks, because it may be valid for longer now", async () => {
    const { greet } = setUp();
    const socket = await greet();
    socket.say({ type: "refresh" });
    await settled();
    expect(socket.of("authenticate")).toHaveLength(2);
  });
});

describe("E8: a person who is signed out", () => {
  test.each(["unauthenticated", "forbidden"] as const)(
    "goes on where they were after a new login, if `token` throws `%s`",
    async (code) => {
      let isLoggedIn = true;
      const token = () => {
        if (!isLoggedIn) throw new TaskwireError(code, "Log in again.");
        return "token";
      };
      const { client, runtime, greet, socket, sockets } = setUp({ token });
      await greet();
      client.subscribe("board:b", { onEvents() {}, onReload() {} }, "c7");
      isLoggedIn = false;
      socket().drop();
      await runtime.advance(10_000);
      expect(client.status).toBe("signed out");
      expect(client.closed).toBeUndefined();
      const call = client.tasks.create({ title: "x" });
      isLoggedIn = true;
      client.reconnect();
      await greet();
      expect(sockets).toHaveLength(2);
      expect(socket().of("subscribe")).toEqual([
        { type: "subscribe", topic: "board:b", after: "c7" },
      ]);
      socket().say({ type: "result", id: 0, result: { id: "t" } });
      expect(await call).toEqual({ id: "t" });
    },
  );

  test("is signed out as soon as `token` says so", async () => {
    const { client, statuses } = setUp({
      token: () => Promise.reject(new TaskwireError("unauthenticated", "Nobody is logged in.")),
    });
    await settled();
    expect(statuses).toEqual(["connecting", "signed out"]);
    expect(client.closed).toBeUndefined();
  });

  test("another person's login stops the client, and sends nothing of the first person", async () => {
    const { client, runtime, greet, socket } = setUp();
    (await greet()).drop();
    const unsent = client.tasks.create({ title: "x" }).catch((error: unknown) => error);
    await runtime.advance(250);
    socket().onopen?.({});
    socket().say({ ...welcome(), user: { id: "bob", name: "Bob", role: "ADMIN" } });
    expect(socket().of("call")).toEqual([]);
    expect(client.closed).toEqual({ code: closeCodes.forbidden, reason: "another person" });
    expect(await unsent).toMatchObject({ code: "forbidden" });
    expect(client.welcome?.user.id).toBe("ann");
  });
});
