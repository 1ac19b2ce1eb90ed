import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { settled } from "./fake-runtime.ts";
import { type FakeSocket, setUp } from "./fake-socket.ts";

const edit = (messageId: string, text: string) => ({ boardId: "b", roomId: "r", messageId, text });

/**
 * A server that runs the calls that it has in any order, each key once. The test says which call is
 * next, and what becomes of it.
 */
function createServer() {
  /** The texts of each subject, in the order in which they took effect. */
  const effects = new Map<string, string[]>();
  const done = new Set<unknown>();
  const answered = new WeakMap<FakeSocket, Set<unknown>>();
  return {
    effects,
    waiting: (socket: FakeSocket) =>
      socket.of("call").filter(({ id }) => !answered.get(socket)?.has(id)),
    run(socket: FakeSocket, which: number, fate: "done" | "busy" | "unheard") {
      const calls = this.waiting(socket);
      const call = calls[which % (calls.length || 1)];
      if (!call) return;
      const { id, key, input } = call;
      answered.set(socket, (answered.get(socket) ?? new Set()).add(id));
      if (fate === "busy") {
        const error = { code: "rate_limited", message: "", details: { retryAfterMs: 50 } };
        return socket.say({ type: "result", id, error });
      }
      const { messageId, text } = input as ReturnType<typeof edit>;
      if (!done.has(key)) effects.set(messageId, [...(effects.get(messageId) ?? []), text]);
      done.add(key);
      if (fate === "done") socket.say({ type: "result", id, result: {} });
    },
  };
}

describe("I3: commands of one client on one subject keep their order", () => {
  test("five edits of one message in a row, offline: the last one stays", async () => {
    const { core: client, greet, socket } = setUp();
    const server = createServer();
    const texts = ["v1", "v2", "v3", "v4", "v5"];
    const edits = texts.map((text) => client.call("messages.edit", edit("m", text)));
    await greet();
    // Whenever it has several, it takes the newest one first.
    while (server.waiting(socket()).length > 0) {
      server.run(socket(), server.waiting(socket()).length - 1, "done");
      await settled();
    }
    await Promise.all(edits);
    expect(server.effects.get("m")).toEqual(texts);
  });

  test.each([
    [
      "an edit and a deletion of a message",
      ["messages.edit", "messages.delete"],
      { roomId: "r", messageId: "m" },
    ],
    ["two edits of a task", ["tasks.edit", "tasks.edit"], { taskId: "t" }],
    [
      "a subtask and its task",
      ["subtasks.complete", "tasks.complete"],
      { taskId: "t", subtaskId: "s" },
    ],
    ["a comment and an answer to it", ["comments.post", "comments.edit"], { taskId: "t" }],
    ["two posts in a room", ["messages.post", "messages.post"], { roomId: "r" }],
    ["two names of a room", ["rooms.edit", "rooms.edit"], { roomId: "r" }],
    ["two names of a board", ["boards.edit", "boards.edit"], {}],
    ["a member who is added and removed", ["members.add", "members.remove"], { userId: "u" }],
    ["two preferences", ["preferences.set", "preferences.set"], { target: "room:r" }],
    ["two commands of the app", ["plates.order", "plates.cancel"], { taskId: "t" }],
  ])("%s", async (_, operations, ids) => {
    const { core: client, greet } = setUp();
    const socket = await greet();
    const calls = operations.map((name) => client.call(name, { boardId: "b", ...ids }));
    expect(socket.of("call").map(({ operation }) => operation)).toEqual(operations.slice(0, 1));
    socket.say({ type: "result", id: 0, error: { code: "refused", message: "No." } });
    await expect(calls[0]).rejects.toMatchObject({ code: "refused" });
    expect(socket.of("call").map(({ operation }) => operation)).toEqual(operations);
    socket.say({ type: "result", id: 1, result: {} });
    await calls[1];
  });

  test("a command that was given up is waited for too, because it may still run", async () => {
    const { core: client, greet } = setUp();
    const socket = await greet();
    const stop = new AbortController();
    const { signal } = stop;
    const first = client.call("messages.edit", edit("m", "v1"), { signal });
    const second = client.call("messages.edit", edit("m", "v2"));
    stop.abort();
    await expect(first).rejects.toThrow();
    expect(socket.of("call")).toHaveLength(1);
    socket.say({ type: "result", id: 0, result: {} });
    expect(socket.of("call")).toHaveLength(2);
    socket.say({ type: "result", id: 1, result: {} });
    await second;
  });

  test("commands on different subjects, new tasks and queries don't wait for each other", async () => {
    const { core: client, greet } = setUp();
    const socket = await greet();
    const place = { boardId: "b", roomId: "r", taskId: "t" };
    for (const messageId of ["m1", "m2", "m3"])
      void client.call("messages.edit", edit(messageId, ""));
    for (const title of ["1", "2"]) void client.call("tasks.create", { boardId: "b", title });
    for (const name of ["tasks.get", "tasks.list", "rooms.open", "rooms.history", "comments.list"])
      void client.call(name, place);
    expect(socket.of("call")).toHaveLength(10);
  });

  type Step = readonly ["call" | "done" | "busy" | "unheard" | "cut" | "later", number];
  const step = fc.tuple(
    fc.constantFrom("call", "call", "done", "done", "busy", "unheard", "cut", "later"),
    fc.nat({ max: 5 }),
  ) as fc.Arbitrary<Step>;
  property.prop([fc.array(step, { minLength: 10, maxLength: 80, size: "max" })], { numRuns: 150 })(
    "also if calls are cut off, turned away or answered late",
    async (steps) => {
      const { core: client, greet, again, runtime, socket } = setUp();
      const server = createServer();
      await greet();
      const calls: Promise<unknown>[] = [];
      for (const [what, which] of steps) {
        if (what === "call")
          calls.push(client.call("messages.edit", edit(`m${which % 2}`, `${calls.length}`)));
        else if (what === "cut") await again();
        else if (what === "later") await runtime.advance(50);
        else server.run(socket(), which, what);
        await settled();
      }
      await again();
      for (let i = 0; i < 2 * calls.length + 2; i++) {
        server.run(socket(), 0, "done");
        await runtime.advance(50);
      }
      await Promise.all(calls);
      for (const texts of server.effects.values())
        expect(texts).toEqual([...texts].sort((a, b) => Number(a) - Number(b)));
      expect([...server.effects.values()].flat()).toHaveLength(calls.length);
      client.close();
    },
  );
});
