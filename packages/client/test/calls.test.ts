import { expect, test, vi } from "vitest";
import { TaskwireError } from "../src/index.ts";
import { settled } from "./fake-runtime.ts";
import { type FakeSocket, setUp } from "./fake-socket.ts";

const answer = (socket: FakeSocket, index: number, result: unknown = { id: "t" }) =>
  socket.say({ type: "result", id: socket.of("call")[index]?.id, result });

test("a call is sent as one frame with a key, and its result is matched by id", async () => {
  const { client, greet } = setUp();
  const socket = await greet();
  const first = client.tasks.create({ title: "one" });
  const second = client.tasks.create({ title: "two" }, { key: "my-own-key" });
  expect(socket.of("call")).toEqual([
    { type: "call", id: 0, operation: "tasks.create", input: { title: "one" }, key: "key-000001" },
    { type: "call", id: 1, operation: "tasks.create", input: { title: "two" }, key: "my-own-key" },
  ]);
  answer(socket, 1, { id: "b" });
  answer(socket, 0, { id: "a" });
  expect(await Promise.all([first, second])).toEqual([{ id: "a" }, { id: "b" }]);
});

test("an operation can be called by name, without an input if it needs none", async () => {
  const { client, greet } = setUp();
  const socket = await greet();
  const me = client.call("users.me");
  answer(socket, 0, { name: "Ann" });
  expect(await me).toEqual({ name: "Ann" });
  expect(socket.of("call")[0]).toMatchObject({ operation: "users.me", input: {} });
});

test("an error becomes a TaskwireError with its code and details, and is not retried", async () => {
  const { client, greet, runtime } = setUp();
  const socket = await greet();
  for (const code of ["refused", "unavailable"] as const) {
    const call = client.tasks.create({ title: "x" });
    const id = socket.of("call").at(-1)?.id as number;
    socket.say({
      type: "result",
      id,
      error: { code, message: "No.", details: { retryAfterMs: 10 } },
    });
    const error = await call.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(TaskwireError);
    expect(error).toMatchObject({ code, message: "No.", details: { retryAfterMs: 10 } });
  }
  await runtime.advance(1_000);
  expect(socket.of("call")).toHaveLength(2);
});

test("calls made before the connection, or while it is away, wait in order", async () => {
  const { client, greet, again, socket, runtime } = setUp();
  const early = client.tasks.create({ title: "early" });
  const first = await greet();
  answer(first, 0);
  await early;
  first.drop();
  const late = [client.tasks.create({ title: "1" }), client.tasks.create({ title: "2" })];
  await runtime.advance(250);
  await greet();
  expect(
    socket()
      .of("call")
      .map(({ input }) => input),
  ).toEqual([{ title: "1" }, { title: "2" }]);
  answer(socket(), 0);
  answer(socket(), 1);
  await Promise.all(late);
  await again();
  expect(socket().of("call")).toEqual([]);
});

test("a call cut off is sent again with the same key and its original input; queries too", async () => {
  const { client, greet, again } = setUp();
  const first = await greet();
  const input = { title: "as it was" };
  const calls = [client.tasks.create(input), client.users.me()];
  input.title = "changed since";
  const second = await again();
  const third = await again();
  expect(second.of("call")).toEqual(first.of("call"));
  expect(third.of("call")).toEqual(first.of("call"));
  expect(third.of("call")[0]?.input).toEqual({ title: "as it was" });
  answer(third, 0);
  answer(third, 1);
  await Promise.all(calls);
});

test.for(["rate_limited", "unavailable"] as const)(
  "a call cut off and then answered with %s has an unknown outcome",
  async (code) => {
    const { client, greet, runtime } = setUp();
    const first = await greet();
    const call = client.tasks
      .create({ title: "x" }, { key: "my-own-key" })
      .catch((error: unknown) => error);
    first.drop();
    await runtime.advance(500);
    const second = await greet();
    const id = second.of("call")[0]?.id as number;
    second.say({
      type: "result",
      id,
      error: { code, message: "Later.", details: { retryAfterMs: 60_000 } },
    });
    expect(await call).toMatchObject({
      code: "unknown_outcome",
      details: { retryAfterMs: 60_000, key: "my-own-key" },
    });
  },
);

test("a call cut off and then refused has no effect", async () => {
  const { client, greet, runtime } = setUp();
  const first = await greet();
  const call = client.tasks.create({ title: "x" }).catch((error: unknown) => error);
  first.drop();
  await runtime.advance(500);
  const second = await greet();
  second.say({
    type: "result",
    id: second.of("call")[0]?.id as number,
    error: { code: "refused", message: "No." },
  });
  expect(await call).toMatchObject({ code: "refused" });
});

test("an answer from an older socket is ignored", async () => {
  const { client, greet, again } = setUp();
  const first = await greet();
  const call = client.tasks.create({ title: "x" });
  const second = await again();
  answer(first, 0, { id: "ghost" });
  answer(second, 0, { id: "real" });
  expect(await call).toEqual({ id: "real" });
});

test("no more calls are in flight than the server allows; a cancelled call counts until it is answered", async () => {
  const { client, greet } = setUp();
  const socket = await greet({ callsInFlight: 2 });
  const giveUp = new AbortController();
  const calls = [
    client.tasks.create({ title: "1" }, { signal: giveUp.signal }),
    ...["2", "3", "4"].map((title) => client.tasks.create({ title })),
  ];
  const titles = () => socket.of("call").map(({ input }) => (input as { title: string }).title);
  giveUp.abort();
  await expect(calls[0]).rejects.toMatchObject({ name: "AbortError" });
  expect(titles()).toEqual(["1", "2"]);
  answer(socket, 0);
  expect(titles()).toEqual(["1", "2", "3"]);
  answer(socket, 2);
  expect(titles()).toEqual(["1", "2", "3", "4"]);
  answer(socket, 1);
  answer(socket, 3);
  await Promise.all(calls.slice(1));
});

test("a call cancelled before it was sent is never sent, and one cancelled later is not sent again", async () => {
  const { client, greet, again } = setUp();
  const before = new AbortController();
  const early = client.tasks.create({ title: "early" }, { signal: before.signal });
  before.abort(new Error("changed my mind"));
  await expect(early).rejects.toThrow("changed my mind");
  const socket = await greet();
  expect(socket.of("call")).toEqual([]);

  const after = new AbortController();
  const late = client.tasks.create({ title: "late" }, { signal: after.signal });
  after.abort();
  await expect(late).rejects.toThrow();
  expect((await again()).of("call")).toEqual([]);
  await expect(client.tasks.create({ title: "x" }, { signal: after.signal })).rejects.toThrow();
});

test("a timeout tells calls that were never sent from those that may have taken effect", async () => {
  const { client, greet, runtime } = setUp();
  const unsent = client.tasks
    .create({ title: "x" }, { timeoutMs: 500 })
    .catch((error: unknown) => error);
  await runtime.advance(500);
  expect(await unsent).toMatchObject({ code: "unavailable" });
  const socket = await greet();
  expect(socket.of("call")).toEqual([]);
  const sent = client.tasks
    .create({ title: "x" }, { timeoutMs: 500 })
    .catch((error: unknown) => error);
  await runtime.advance(500);
  expect(await sent).toMatchObject({
    code: "unknown_outcome",
    details: { key: socket.of("call")[0]?.key },
  });
  const before = runtime.waits.length;
  const answered = client.tasks.create({ title: "x" }, { timeoutMs: 500 });
  answer(socket, 1);
  await answered;
  expect(runtime.waits).toHaveLength(before);
});

test("an unknown outcome comes with the key to retry with", async () => {
  const { client, greet } = setUp();
  const socket = await greet();
  const call = client.tasks.create({ title: "x" }).catch((error: unknown) => error);
  socket.say({ type: "result", id: 0, error: { code: "unknown_outcome", message: "?" } });
  expect(await call).toMatchObject({ details: { key: "key-000001" } });
});

test("a frame too large is refused locally, because the server would close the connection", async () => {
  const { client, greet } = setUp();
  const socket = await greet({ frameBytes: 300 });
  await expect(client.tasks.create({ title: "x".repeat(300) })).rejects.toMatchObject({
    code: "too_large",
  });
  await expect(client.tasks.create({ title: "ก".repeat(80) })).rejects.toMatchObject({
    code: "too_large",
  });
  expect(socket.of("call")).toEqual([]);
  const fits = client.tasks.create({ title: "ก".repeat(60) });
  answer(socket, 0);
  await fits;
});

test("closing rejects waiting calls by what is known of each, and new calls at once", async () => {
  const { client, greet } = setUp();
  const socket = await greet({ callsInFlight: 1 });
  const sent = client.tasks.create({ title: "1" }).catch((error: unknown) => error);
  const unsent = client.tasks.create({ title: "2" }).catch((error: unknown) => error);
  socket.drop(4403, "disabled");
  expect(await sent).toMatchObject({ code: "unknown_outcome" });
  expect(await unsent).toMatchObject({ code: "forbidden" });
  await expect(client.tasks.create({ title: "3" })).rejects.toMatchObject({ code: "forbidden" });
});

test("neither the client nor its nouns look like promises, and both keep their identity", async () => {
  const { client } = setUp();
  expect(await client).toBe(client);
  expect(await client.tasks).toBe(client.tasks);
  expect(client.tasks.create).toBe(client.tasks.create);
});

test("a listener that throws is reported and stops nothing", async () => {
  const uncaught = vi.fn();
  const others = process.listeners("uncaughtException");
  process.removeAllListeners("uncaughtException").once("uncaughtException", uncaught);
  const { client, greet, statuses } = setUp();
  client.onStatus(() => {
    throw new Error("mine");
  });
  await greet();
  await settled();
  for (const other of others) process.on("uncaughtException", other);
  expect(uncaught.mock.calls[0]?.[0]).toMatchObject({ message: "mine" });
  expect(statuses).toEqual(["connecting", "live"]);
});

test("a listener that changes the status does not make others get the newer status first", async () => {
  const { client, greet } = setUp();
  const heard: string[] = [];
  client.onStatus((status) => {
    if (status === "live") client.close();
  });
  client.onStatus((status) => void heard.push(status));
  await greet();
  expect(heard).toEqual(["live", "offline"]);
});
