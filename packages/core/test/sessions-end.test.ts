import { afterEach, describe, expect, test } from "vitest";
import { TaskwireError } from "../src/errors.ts";
import { closeCodes } from "../src/protocol/close.ts";
import type { Link } from "../src/session/link.ts";
import type { Authenticate } from "../src/session/sessions.ts";
import { memoryStorage } from "../src/storage/memory.ts";
import { createTaskwire } from "../src/taskwire.ts";
import { fakeRuntime } from "../src/testing/fake-runtime.ts";
import { memoryTransport } from "../src/transport/memory.ts";

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) void one.close();
});

/** Two nodes on one storage. With `loses`, no hint reaches another node. */
async function startNodes({ loses = false } = {}) {
  const runtime = fakeRuntime();
  const storage = memoryStorage();
  const shared = memoryTransport();
  const errors: unknown[] = [];
  const nodes = [0, 1].map(() =>
    createTaskwire({
      storage,
      runtime,
      transport: loses ? memoryTransport() : shared,
      onError: (error) => errors.push(error),
    }),
  );
  const [one, other] = nodes as [(typeof nodes)[0], (typeof nodes)[0]];
  opened.push(one, other);
  await one.open();
  await other.open();
  for (const id of ["dao", "nok"]) await one.system.users.put({ id, name: id, role: "ADMIN" });
  // `session` is the app's own id of a login; a token is a person and perhaps a login.
  const authenticate: Authenticate = async (token) => {
    const [userId = "", sessionId] = token.split("/");
    return { userId, ...(sessionId && { sessionId }) };
  };
  async function connect(node: typeof one, token: string, check = authenticate, address?: string) {
    const frames: { readonly type: string; readonly [field: string]: unknown }[] = [];
    let closed: number | undefined;
    const link: Link = {
      send: (frame) => void frames.push(JSON.parse(typeof frame === "string" ? frame : frame.text)),
      buffered: () => 0,
      drained: async () => {},
      close: (code) => {
        closed = code;
      },
    };
    const session = node.sessions.connect(link, {
      authenticate: check,
      token,
      ...(address && { address }),
    });
    await runtime.settle();
    return {
      frames,
      session,
      get closed() {
        return closed;
      },
    };
  }
  return { runtime, storage, one, other, connect, errors };
}

describe("sessions.end (H12)", () => {
  test("ends all sessions of a person on every node, and nobody else's", async () => {
    const { runtime, one, other, connect } = await startNodes();
    const daos = [await connect(one, "dao"), await connect(other, "dao")];
    const nok = await connect(other, "nok");
    await one.sessions.end({ userId: "dao" });
    await runtime.settle();
    expect(daos.map(({ closed }) => closed)).toEqual([
      closeCodes.tokenExpired,
      closeCodes.tokenExpired,
    ]);
    expect(nok.closed).toBeUndefined();
    expect([one.sessions.size, other.sessions.size]).toEqual([0, 1]);
  });

  test("ends one session by taskwire's id, also on another node", async () => {
    const { runtime, one, other, connect } = await startNodes();
    const first = await connect(other, "dao");
    const second = await connect(other, "dao");
    const welcome = first.frames.find(({ type }) => type === "welcome");
    await one.sessions.end({ sessionId: welcome?.connection as string });
    await runtime.settle();
    expect([first.closed, second.closed]).toEqual([closeCodes.tokenExpired, undefined]);
  });

  test("ends all connections of one login by the app's id, also after a renewed token", async () => {
    const { runtime, one, other, connect } = await startNodes();
    const tabs = [await connect(one, "dao/phone"), await connect(other, "dao/phone")];
    const renewed = await connect(one, "dao/old");
    renewed.session.receive(JSON.stringify({ type: "authenticate", token: "dao/phone" }));
    const laptop = await connect(one, "dao/laptop");
    await runtime.settle();
    await other.sessions.end({ sessionId: "phone" });
    await runtime.settle();
    for (const tab of [...tabs, renewed]) expect(tab.closed).toBe(closeCodes.tokenExpired);
    expect(laptop.closed).toBeUndefined();
  });

  test("reaches a node that gets no hint", async () => {
    const { runtime, one, other, connect } = await startNodes({ loses: true });
    const dao = await connect(other, "dao");
    await one.sessions.end({ userId: "dao" });
    await runtime.settle();
    expect(dao.closed).toBeUndefined();
    await runtime.advance(3_000);
    expect(dao.closed).toBe(closeCodes.tokenExpired);
  });

  test("ends a session whose token is being checked: the app decides again", async () => {
    const { runtime, one, other, connect } = await startNodes();
    const revoked = new Set<string>();
    const answers: (() => void)[] = [];
    const slow: Authenticate = async (token) => {
      const isValid = !revoked.has(token);
      await new Promise<void>((resolve) => void answers.push(resolve));
      if (!isValid) throw new TaskwireError("unauthenticated", "Logged out.");
      return { userId: "dao" };
    };
    const [old, fresh] = [await connect(other, "old", slow), await connect(other, "new", slow)];
    revoked.add("old");
    await one.sessions.end({ userId: "dao" });
    for (let i = 0; i < 2; i++) {
      await runtime.settle();
      for (const answer of answers.splice(0)) answer();
    }
    await runtime.settle();
    expect(old.closed).toBe(closeCodes.unauthenticated);
    expect(fresh.closed).toBeUndefined();
    expect(fresh.frames[0]).toMatchObject({ type: "welcome" });
  });

  test("makes every client authenticate again if the log was replaced, because an end may be missing", async () => {
    const { runtime, storage, one, connect } = await startNodes();
    await one.sessions.end({ userId: "nok" });
    const dao = await connect(one, "dao");
    const [head] = await storage.heads(["sessions"]);
    storage.heads = async (topics) =>
      topics.map((topic) =>
        topic === "sessions" ? { number: head?.number ?? 0, id: "another" } : { number: 0, id: "" },
      );
    await runtime.advance(3_000);
    expect(dao.closed).toBe(closeCodes.goingAway);
  });

  test("is an event that the app can listen to, and no client can follow", async () => {
    const { runtime, one, connect } = await startNodes();
    const events: unknown[] = [];
    one.on("session.ended", ({ data, actor }) => events.push([actor, data]));
    const dao = await connect(one, "dao");
    dao.session.receive(JSON.stringify({ type: "subscribe", topic: "sessions" }));
    await runtime.settle();
    expect(dao.frames.at(-1)).toMatchObject({ type: "unsubscribed", error: { code: "not_found" } });
    await one.sessions.end({ sessionId: "a/b c" });
    await one.sessions.end({ userId: "nok" });
    await runtime.settle();
    expect(events).toEqual([
      ["system", { sessionId: "a/b c" }],
      ["system", { userId: "nok" }],
    ]);
  });

  test.each([
    {},
    { userId: "" },
    { userId: "dao", sessionId: "x" },
    { user: "dao" },
    { sessionId: 7 },
    undefined,
  ])("refuses %j with the cure", async (which) => {
    const { one } = await startNodes();
    await expect(one.sessions.end(which as never)).rejects.toMatchObject({
      code: "invalid",
      message: expect.stringContaining("sessions.end({ userId })"),
    });
  });

  test("a session id that no storage can hold is no valid login", async () => {
    const { one, connect } = await startNodes();
    const odd = async () => ({ userId: "dao", sessionId: "\ud800" });
    expect((await connect(one, "dao", odd)).closed).toBe(closeCodes.unauthenticated);
  });

  test("follows the ends only while there are sessions", async () => {
    const { one, connect, runtime, storage } = await startNodes();
    let asked = 0;
    const { heads } = storage;
    storage.heads = (topics) => {
      asked += topics.includes("sessions") ? 1 : 0;
      return heads(topics);
    };
    const dao = await connect(one, "dao");
    expect(asked).toBe(1);
    dao.session.ended();
    await runtime.advance(10_000);
    expect(asked).toBe(1);
    await connect(one, "dao");
    expect(asked).toBe(2);
  });
});

describe("sessions.list (H12)", () => {
  test("has each authenticated session of this node, with its id, person, beginning and address", async () => {
    const { runtime, one, other, connect } = await startNodes();
    const begun = new Date(runtime.now()).toISOString();
    const dao = await connect(one, "dao", undefined, "192.0.2.1");
    await connect(one, "nok/phone");
    await connect(other, "dao");
    const never = () => new Promise<never>(() => {});
    await connect(one, "nobody", never);
    const id = dao.frames[0]?.connection;
    expect(one.sessions.list()).toEqual([
      { id, userId: "dao", since: begun, address: "192.0.2.1" },
      { id: "phone", userId: "nok", since: begun },
    ]);
    expect(one.sessions.list({ userId: "nok" }).map(({ id }) => id)).toEqual(["phone"]);
    dao.session.ended();
    expect(one.sessions.list({ userId: "dao" })).toEqual([]);
  });
});
