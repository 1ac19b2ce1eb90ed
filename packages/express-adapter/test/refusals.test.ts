import { once } from "node:events";
import { connect } from "node:net";
import { createTaskwire, type ErrorCode, errorCodes, TaskwireError } from "@taskwire/core";
import { expect, test } from "vitest";
import { type Ask, fakeTaskwire, TestServer } from "./server.ts";

const { operations } = createTaskwire();
const marker = "SELECT secret FROM /etc/passwd";

test.each(Object.entries(errorCodes))(
  "the code %s becomes problem details with its status",
  async (name, { status }) => {
    const code = name as ErrorCode;
    const taskwire = fakeTaskwire(operations, () => {
      throw new TaskwireError(code, "What to do.", { rule: "state" });
    });
    await using server = await TestServer.start({ taskwire });
    const answer = await server.ask("GET /me");
    expect(answer.status).toBe(status);
    expect(answer.headers.get("Content-Type")).toBe("application/problem+json");
    expect(answer.headers.get("Cache-Control")).toBe("no-store");
    const title = expect.stringMatching(/^[A-Z][a-z ]+$/);
    const type = `urn:taskwire:problem:${code}`;
    expect(answer.json).toEqual({
      type,
      title,
      status,
      detail: "What to do.",
      code,
      details: { rule: "state" },
    });
  },
);

test("a caller who should retry later is told when, in whole seconds", async () => {
  const taskwire = fakeTaskwire(operations, () => {
    throw new TaskwireError("rate_limited", "Slower.", { retryAfterMs: 1200 });
  });
  await using server = await TestServer.start({ taskwire });
  const { status, headers } = await server.ask("GET /me");
  expect({ status, retryAfter: headers.get("Retry-After") }).toEqual({
    status: 429,
    retryAfter: "2",
  });
});

test("an unexpected error reveals nothing", async () => {
  const taskwire = fakeTaskwire(operations, () => {
    throw Object.assign(new Error(marker), { status: 500, detail: marker });
  });
  await using server = await TestServer.start({ taskwire });
  const { status, text, json } = await server.ask("GET /me");
  expect(status).toBe(500);
  expect(json).toMatchObject({ code: "internal" });
  expect(text).not.toContain("secret");
  expect(text).not.toContain("at ");
});

test.each([
  ["no token", {}, "Bearer"],
  ["another scheme", { Authorization: "Basic YWRhOnB3" }, 'Bearer error="invalid_token"'],
  ["an empty token", { Authorization: "Bearer " }, 'Bearer error="invalid_token"'],
  [
    "two tokens",
    { Authorization: "Bearer token-of-ada token-of-limo" },
    'Bearer error="invalid_token"',
  ],
  ["a forged token", { Authorization: "Bearer forged" }, 'Bearer error="invalid_token"'],
  [
    "the id of the system",
    { Authorization: "Bearer token-of-system" },
    'Bearer error="invalid_token"',
  ],
])("answers %s with 401 and a challenge", async (_name, headers, challenge) => {
  await using server = await TestServer.start();
  const { status, json, headers: told } = await server.ask("GET /boards", { as: null, headers });
  expect(status).toBe(401);
  expect(json).toMatchObject({ code: "unauthenticated" });
  expect(told.get("WWW-Authenticate")).toBe(challenge);
});

test("refuses an expired token, and a token that makes the hook fail, without the hook's message", async () => {
  let answer: () => { userId: string; expiresAt?: number } = () => ({
    userId: "ada",
    expiresAt: Date.now() - 1,
  });
  await using server = await TestServer.start({ authenticate: async () => answer() });
  expect(await server.ask("GET /me")).toMatchObject({ status: 401 });
  answer = () => ({ userId: "ada", expiresAt: Number.NaN });
  expect(await server.ask("GET /me")).toMatchObject({ status: 401 });
  answer = () => ({ userId: "ada", expiresAt: Date.now() + 60_000 });
  expect(await server.ask("GET /me")).toMatchObject({ status: 200 });
  answer = () => {
    throw new Error(marker);
  };
  const choked = await server.ask("GET /me");
  expect(choked.status).toBe(401);
  expect(choked.text).not.toContain("secret");
  answer = () => {
    throw new TaskwireError("unavailable", "The accounts are away.", { retryAfterMs: 5000 });
  };
  expect(await server.ask("GET /me")).toMatchObject({ status: 503, json: { code: "unavailable" } });
});

test.each<[string, () => unknown]>([
  [
    "throws without a promise",
    () => {
      throw new Error(marker);
    },
  ],
  ["returns null", () => null],
  ["resolves to nothing", async () => undefined],
  ["rejects without an error", () => Promise.reject(null)],
  [
    "returns a person whose id can't be read",
    async () => ({
      get userId() {
        throw new Error(marker);
      },
    }),
  ],
])("a hook that %s means that the token is not valid", async (_, hook) => {
  await using server = await TestServer.start({ authenticate: hook as never });
  const { status, text } = await server.ask("GET /me");
  expect(status).toBe(401);
  expect(text).not.toContain("secret");
});

test("`onError` hears why the hook fails, but not of each token that it refuses", async () => {
  let answer = (): never => {
    throw new TaskwireError("unauthenticated", "There is no such token.");
  };
  await using server = await TestServer.start({ authenticate: async () => answer() });
  expect(await server.ask("GET /me")).toMatchObject({ status: 401 });
  expect(server.errors).toEqual([]);
  const away = new Error("The session database is away.");
  answer = () => {
    throw away;
  };
  for (let i = 0; i < 3; i++) expect(await server.ask("GET /me")).toMatchObject({ status: 401 });
  expect(server.errors).toEqual([away]);
});

test("a hook may return a person without a promise", async () => {
  const authenticate = (() => ({ userId: "ada" })) as never;
  await using server = await TestServer.start({ authenticate });
  expect(await server.ask("GET /me")).toMatchObject({ status: 200, json: { id: "ada" } });
});

test("a hook that never answers holds a request for `authenticationMs` only (I4)", async () => {
  await using server = await TestServer.start({
    authenticate: () => new Promise(() => {}),
    core: { limits: { authenticationMs: 50 } },
  });
  expect(await server.ask("GET /me")).toMatchObject({
    status: 503,
    json: { code: "unavailable", details: { retryAfterMs: 1_000 } },
  });
  expect(server.errors).toEqual([new Error("`authenticate` gave no answer within 50 ms.")]);
});

test("an unknown or disabled user may do nothing", async () => {
  await using server = await TestServer.start();
  expect(await server.ask("GET /boards", { as: "nobody" })).toMatchObject({
    status: 403,
    json: { code: "forbidden" },
  });
  await server.taskwire.system.users.put({
    id: "limo",
    name: "limo",
    role: "ADMIN_LIMITED",
    disabled: true,
  });
  expect(await server.ask("GET /boards", { as: "limo" })).toMatchObject({
    status: 403,
    json: { code: "forbidden" },
  });
});

const deep = `${'{"a":'.repeat(5000)}1${"}".repeat(5000)}`;

test.each<[string, string, Ask, number]>([
  [
    "text for JSON",
    "POST /boards",
    { body: "name=x", headers: { "Content-Type": "text/plain" } },
    415,
  ],
  [
    "a form",
    "POST /boards",
    { body: "name=x", headers: { "Content-Type": "application/x-www-form-urlencoded" } },
    415,
  ],
  ["a body without a type", "POST /boards", { body: "{}", headers: { "Content-Type": "" } }, 415],
  [
    "another alphabet",
    "POST /boards",
    { body: "{}", headers: { "Content-Type": "application/json; charset=latin1" } },
    415,
  ],
  [
    "UTF-16",
    "POST /boards",
    {
      body: Buffer.from('{"name":"SECRET"}', "utf16le"),
      headers: { "Content-Type": "application/json; charset=utf-16" },
    },
    415,
  ],
  [
    "bytes that aren't UTF-8",
    "POST /boards",
    { body: Buffer.from('{"name":"SECRET\xe9"}', "latin1") },
    400,
  ],
  [
    "a compressed body",
    "POST /boards",
    { body: "{}", headers: { "Content-Encoding": "gzip" } },
    415,
  ],
  ["broken JSON", "POST /boards", { body: '{"name":' }, 400],
  ["JSON that is text", "POST /boards", { body: '"SECRET"' }, 400],
  ["JSON that is a list", "POST /boards", { body: [] }, 400],
  [
    "an own __proto__",
    "POST /boards",
    { body: '{"name":"SECRET","__proto__":{"admin":true}}' },
    400,
  ],
  [
    "a hidden __proto__",
    "POST /boards/B/tasks",
    { body: '{"title":"SECRET","data":{"a":[{"__proto__":1}]}}' },
    400,
  ],
  ["a __proto__ in the query", "GET /boards?__proto__=1", {}, 400],
  [
    "a constructor",
    "POST /boards",
    { body: '{"name":"SECRET","constructor":{"prototype":{"admin":true}}}' },
    400,
  ],
  ["5,000 levels", "POST /boards", { body: deep }, 400],
  ["an unknown field", "POST /boards", { body: { name: "SECRET", colour: "SECRET" } }, 400],
  ["an unknown field in the query", "GET /boards?colour=SECRET", {}, 400],
  ["a query where a body belongs", "POST /boards?colour=SECRET", { body: { name: "x" } }, 400],
  [
    "a field of the path in the body",
    "PATCH /boards/B",
    { body: { boardId: "SECRET", name: "x" } },
    400,
  ],
  ["a field of the path in the query", "GET /boards/B/tasks?boardId=SECRET", {}, 400],
  ["a wrong type", "POST /boards", { body: { name: { SECRET: 1 } } }, 400],
  ["a missing field", "POST /boards", {}, 400],
  ["half a character", "POST /boards", { body: '{"name":"SECRET\\ud800"}' }, 400],
  ["a NUL", "POST /boards", { body: '{"name":"SECRET\\u0000"}' }, 400],
  ["a NUL in the path", "GET /boards/SECRET%00", {}, 400],
  ["a path that can't be decoded", "GET /boards/SECRET%E0%A4%A", {}, 400],
  ["an invalid id", "GET /boards/SECRET%20SECRET", {}, 400],
  ["a limit that is not a number", "GET /boards?limit=SECRET", {}, 400],
  ["a repeated limit", "GET /boards?limit=1&limit=2", {}, 400],
  ["a limit above the maximum", "GET /boards?limit=1000", {}, 400],
  ["an invalid cursor", "GET /boards?after=SECRET", {}, 400],
  [
    "a cursor with a NUL",
    `GET /boards?after=${Buffer.from('["\\u0000"]').toString("base64url")}`,
    {},
    400,
  ],
  ["64 KiB and more", "POST /boards", { body: { name: "S".repeat(70_000) } }, 413],
  ["10 MB", "POST /boards", { body: { name: "S".repeat(10_000_000) } }, 413],
])(
  "refuses %s with a problem that repeats nothing, and stores nothing",
  async (_name, route, ask, status) => {
    await using server = await TestServer.start();
    const boardId = await server.board();
    const before = (await server.ask("GET /boards")).text;
    const answer = await server.ask(route.replace("/B", `/${boardId}`), ask);
    expect(answer.status, answer.text).toBe(status);
    expect(answer.headers.get("Content-Type")).toBe("application/problem+json");
    expect(answer.json).toMatchObject({ status, code: status === 413 ? "too_large" : "invalid" });
    expect(answer.text).not.toContain("SECRET");
    expect((await server.ask("GET /boards")).text).toBe(before);
    expect(({} as { admin?: boolean }).admin).toBeUndefined();
    expect(server.errors).toEqual([]);
  },
);

test.each(['{"__proto__":{}}', '{"a":[{"b":{"__proto__":1}}]}', '{"a":{"\\u005f_proto__":1}}'])(
  "a __proto__ anywhere in a body reaches no operation: %s",
  async (body) => {
    const taskwire = fakeTaskwire(operations);
    await using server = await TestServer.start({ taskwire });
    expect((await server.ask("POST /boards", { body })).status).toBe(400);
    expect(taskwire.calls).toEqual([]);
  },
);

test("broken JSON is answered with a clear message", async () => {
  await using server = await TestServer.start();
  const { json } = await server.ask("POST /boards", { body: "{name: SECRET}" });
  expect(json).toMatchObject({ detail: "The body is not a JSON object." });
});

test("the body of an unauthenticated request is not read", async () => {
  await using server = await TestServer.start();
  const socket = connect(server.port, "127.0.0.1");
  await once(socket, "connect");
  socket.write(
    "POST /api/boards HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 60000\r\n\r\n{",
  );
  const [data] = (await once(socket, "data")) as [Buffer];
  expect(data.toString()).toMatch(/^HTTP\/1.1 401 /);
  socket.destroy();
});

test("a body parsed by the app is accepted, and checked all the same", async () => {
  await using server = await TestServer.start();
  const before = await server.ask("POST /parsed/boards", { body: { name: "Sales" } });
  expect(before.status, before.text).toBe(200);
  expect(
    (await server.ask("POST /parsed/boards", { body: '{"name":"Sales","__proto__":{}}' })).status,
  ).toBe(400);
});
