import { createTaskwire, memoryStorage } from "@taskwire/core";
import { command, idSchema, query } from "@taskwire/core/operations";
import { expect, test } from "vitest";
import { z } from "zod";
import { authenticate, fakeTaskwire, TestServer } from "./server.ts";

const { operations } = createTaskwire();

test.each(Object.entries(operations))(
  "the route of %s calls it with the parameters of its path",
  async (name, { route, kind }) => {
    const taskwire = fakeTaskwire(operations);
    await using server = await TestServer.start({ taskwire });
    const path = route.path.replace(/:(\w+)/g, (_all: string, field: string) => `the-${field}`);
    const { status, text } = await server.ask(`${route.method} ${path}`, {
      key: "key-of-this-call",
    });
    expect({ status, text }).toEqual({ status: 200, text: "null" });
    const input = Object.fromEntries(
      [...route.path.matchAll(/:(\w+)/g)].map(([, field]) => [field, `the-${field}`]),
    );
    expect(taskwire.calls).toEqual([
      { userId: "ada", name, input, key: kind === "command" ? "key-of-this-call" : undefined },
    ]);
  },
);

test("an answer is JSON that no cache may store", async () => {
  await using server = await TestServer.start();
  const { status, headers, json } = await server.ask("GET /me");
  expect(status).toBe(200);
  expect(headers.get("Content-Type")).toBe("application/json");
  expect(headers.get("Cache-Control")).toBe("no-store");
  expect(json).toMatchObject({ id: "ada", role: "ADMIN" });
});

test("a path with another method answers 405 and lists its methods", async () => {
  await using server = await TestServer.start();
  const { status, headers, json } = await server.ask("DELETE /boards");
  expect(status).toBe(405);
  expect(headers.get("Allow")).toBe("POST, GET, HEAD, OPTIONS");
  expect(json).toMatchObject({ code: "invalid", status: 405 });
  const options = await server.ask("OPTIONS /users/dao", { as: null });
  expect(options.status).toBe(204);
  expect(options.headers.get("Allow")).toBe("PUT, OPTIONS");
});

test("a path has a slash at its end or not, but no empty segment", async () => {
  await using server = await TestServer.start();
  expect((await server.ask("GET /boards/")).text).toBe((await server.ask("GET /boards")).text);
  for (const path of ["/boards//", "//boards", "/boards//tasks"])
    expect((await server.ask(`GET ${path}`)).text).toBe("left to the host");
});

test("HEAD answers like GET, without the body", async () => {
  await using server = await TestServer.start();
  const head = await server.ask("HEAD /me");
  const get = await server.ask("GET /me");
  expect(head.status).toBe(200);
  expect(head.text).toBe("");
  expect(head.headers.get("Content-Length")).toBe(get.headers.get("Content-Length"));
});

test.each(["GET /", "GET /nothing", "POST /boards/b/tasks/t/explode", "GET /Boards"])(
  "%s is left to the app's next handler",
  async (route) => {
    await using server = await TestServer.start();
    expect(await server.ask(route, { as: null })).toMatchObject({
      status: 404,
      text: "left to the host",
    });
  },
);

test("an app's own operation gets a route, and fixed path segments win over parameters", async () => {
  const archive = query({
    name: "boards.archive",
    target: "app",
    permission: "anyone",
    summary: "Boards of old.",
    route: { method: "GET", path: "/boards/archive" },
    input: z.strictObject({}),
    output: z.null(),
    run: () => null,
  });
  const replace = command({
    name: "boards.replace",
    target: "board",
    permission: "board.edit",
    summary: "Under another name for the parameter.",
    route: { method: "PUT", path: "/boards/:id" },
    input: z.strictObject({ id: idSchema }),
    output: z.null(),
    run: () => null,
  });
  const taskwire = fakeTaskwire({
    ...operations,
    "boards.archive": archive,
    "boards.replace": replace,
  });
  await using server = await TestServer.start({ taskwire });
  await server.ask("GET /boards/archive");
  await server.ask("GET /boards/b");
  await server.ask("PUT /boards/b");
  expect(taskwire.calls.map(({ name, input }) => [name, input])).toEqual([
    ["boards.archive", {}],
    ["boards.open", { boardId: "b" }],
    ["boards.replace", { id: "b" }],
  ]);
  expect((await server.ask("POST /boards/b")).headers.get("Allow")).toBe(
    "PATCH, GET, HEAD, DELETE, PUT, OPTIONS",
  );
});

test("/health says whether the process runs, /ready whether its storage answers", async () => {
  const storage = memoryStorage();
  await using server = await TestServer.start({ core: { storage } });
  expect(await server.ask("GET /ready", { as: null })).toMatchObject({
    status: 200,
    json: { status: "ready" },
  });
  await storage.close();
  expect(await server.ask("GET /ready", { as: null })).toMatchObject({
    status: 503,
    json: { code: "unavailable" },
  });
  expect(await server.ask("GET /health", { as: null })).toMatchObject({
    status: 200,
    json: { status: "ok" },
  });
});

test("calls are limited per user", async () => {
  // So few calls a second that slow machines don't matter.
  const limits = { callsPerSecond: 0.001, callBurst: 3 };
  await using server = await TestServer.start({ core: { limits } });
  for (let i = 0; i < 3; i++) expect((await server.ask("GET /me")).status).toBe(200);
  const limited = await server.ask("GET /me");
  expect(limited).toMatchObject({ status: 429, json: { code: "rate_limited" } });
  expect(Number(limited.headers.get("Retry-After"))).toBeGreaterThan(900);
  expect((await server.ask("GET /me", { as: "limo" })).status).toBe(200);
});

test("a refused call is counted too, whatever is wrong with it (H2)", async () => {
  const limits = { callsPerSecond: 0.001, callBurst: 3 };
  await using server = await TestServer.start({ core: { limits } });
  const wrong = [
    () => server.ask("POST /boards", { body: "{" }),
    () => server.ask("POST /boards", { body: {}, key: "short" }),
    () => server.ask("GET /boards/none"),
  ];
  for (const ask of wrong) expect((await ask()).status).toBeLessThan(429);
  expect((await server.ask("GET /me")).status).toBe(429);
});

test("requests without a right token are limited by address, and WebSocket counts them too (H14, H17)", async () => {
  const limits = { failuresPerSecond: 0.001, failureBurst: 3 };
  const addressOf = ({ headers }: { headers: { [name: string]: unknown } }) =>
    String(headers["x-client"]);
  await using server = await TestServer.start({ core: { limits }, addressOf });
  const from = (address: string) => ({ headers: { "X-Client": address } });
  expect((await server.ask("GET /me", { as: null, ...from("2001:db8::1") })).status).toBe(401);
  for (let i = 0; i < 2; i++) {
    const headers = { Authorization: "Bearer wrong", "X-Client": `2001:db8::${i + 2}` };
    expect((await server.ask("GET /me", { as: null, headers })).status).toBe(401);
  }
  const limited = await server.ask("GET /me", from("2001:db8::9"));
  expect(limited).toMatchObject({ status: 429, json: { code: "rate_limited" } });
  expect(Number(limited.headers.get("Retry-After"))).toBeGreaterThan(900);
  expect(server.taskwire.sessions.strangers.blockedMs("2001:db8::1")).toBeGreaterThan(0);
  expect((await server.ask("GET /me", from("2001:db8:0:1::1"))).status).toBe(200);
});

test("HTTP and WebSocket share one budget of a person (H2)", async () => {
  const limits = { callsPerSecond: 0.001, callBurst: 10, bytesPerCall: 1_024 };
  await using server = await TestServer.start({ core: { limits } });
  const { taskwire } = server;
  const boardId = await server.board();
  const me = taskwire.as({ userId: "ada" });
  for (let i = 0; i < 10; i++)
    await me.tasks.create({ boardId, title: `Task ${i}`, description: "x".repeat(1_000) });
  const frames: string[] = [];
  const link = {
    send: (frame: string | { text: string }) =>
      void frames.push(typeof frame === "string" ? frame : frame.text),
    buffered: () => 0,
    drained: async () => {},
    close: () => {},
  };
  const session = taskwire.sessions.connect(link, { authenticate, token: "token-of-ada" });
  await expect.poll(() => frames.length).toBe(1);
  const call = { type: "call", id: 1, operation: "boards.open", input: { boardId } };
  session.receive(JSON.stringify(call));
  await expect.poll(() => frames.length).toBe(2);
  expect((await server.ask("GET /me")).status).toBe(429);
  expect((await server.ask("GET /me", { as: "limo" })).status).toBe(200);
  session.ended();
});
