import { createTaskwire } from "@taskwire/core";
import { isVersioned } from "@taskwire/core/adapter";
import { expect, test } from "vitest";
import { type Ask, TestServer } from "./server.ts";

interface Room {
  readonly boardId: string;
  readonly roomId: string;
  readonly messageId: string;
  readonly taskId: string;
  readonly commentId: string;
  readonly subtaskId: string;
}

async function place(server: TestServer): Promise<Room> {
  const boardId = await server.board("limo");
  const ada = server.taskwire.as({ userId: "ada" });
  const limo = server.taskwire.as({ userId: "limo" });
  const { id: roomId } = await ada.rooms.create({ boardId, name: "Cars", memberIds: ["limo"] });
  const { id: messageId } = await ada.messages.post({ boardId, roomId, text: "Hi" });
  const { task } = await limo.tasks.create({ boardId, title: "Sell" });
  const { id: commentId } = await ada.comments.post({ boardId, taskId: task.id, text: "When?" });
  const { task: working } = await limo.tasks.create({ boardId, title: "Buy" });
  const { subtasks } = await ada.tasks.approve({
    boardId,
    taskId: working.id,
    version: working.version,
  });
  const subtaskId = `${working.id}/subtasks/${subtasks[0]?.id}`;
  await ada.preferences.set({ target: `board:${boardId}`, level: "all" });
  return { boardId, roomId, messageId, taskId: task.id, commentId, subtaskId };
}

/** Requests that change a record, by operation, and the caller if it is not ada. */
const changes: {
  readonly [name: string]: (at: Room) => readonly [route: string, body?: object, as?: string];
} = {
  "boards.edit": ({ boardId }) => [`PATCH /boards/${boardId}`, { name: "Used cars" }],
  "members.change": ({ boardId }) => [`PATCH /boards/${boardId}/members/limo`, { role: "ADMIN" }],
  "members.remove": ({ boardId }) => [`DELETE /boards/${boardId}/members/limo`],
  "tasks.edit": ({ boardId, taskId }) => [
    `PATCH /boards/${boardId}/tasks/${taskId}`,
    { title: "Sell two" },
    "limo",
  ],
  "tasks.approve": ({ boardId, taskId }) => [`POST /boards/${boardId}/tasks/${taskId}/approve`],
  "subtasks.assign": ({ boardId, subtaskId }) => [
    `POST /boards/${boardId}/tasks/${subtaskId}/assign`,
    { assigneeId: "ada" },
  ],
  "subtasks.edit": ({ boardId, subtaskId }) => [
    `PATCH /boards/${boardId}/tasks/${subtaskId}`,
    { title: "Wash twice" },
  ],
  "comments.edit": ({ boardId, taskId, commentId }) => [
    `PATCH /boards/${boardId}/tasks/${taskId}/comments/${commentId}`,
    { text: "Now?" },
  ],
  "rooms.edit": ({ boardId, roomId }) => [
    `PATCH /boards/${boardId}/rooms/${roomId}`,
    { name: "Bikes" },
  ],
  "messages.edit": ({ boardId, roomId, messageId }) => [
    `PATCH /boards/${boardId}/rooms/${roomId}/messages/${messageId}`,
    { text: "Hello" },
  ],
  "roomMembers.remove": ({ boardId, roomId }) => [
    `DELETE /boards/${boardId}/rooms/${roomId}/members/limo`,
  ],
  "preferences.set": ({ boardId }) => [
    `PUT /preferences/${encodeURIComponent(`board:${boardId}`)}`,
    { level: "none" },
  ],
};

test.each(Object.entries(changes))(
  "%s is done if the record has the version of If-Match, and is a 412 otherwise (A11)",
  async (_name, change) => {
    await using server = await TestServer.start();
    const at = await place(server);
    const [route, body, as = "ada"] = change(at);
    const ask = (match: string, key?: string) => {
      const request: Ask = { as, headers: { "If-Match": match }, ...(body && { body }) };
      return server.ask<{ code: string; details: { version: number } }>(
        route,
        key === undefined ? request : { ...request, key },
      );
    };
    const wrong = ['"nope"', '"0"', '"999999"', 'W/"nope"', '"nope", "1x"', '""'];
    let version = 0;
    for (const match of wrong) {
      const refused = await ask(match);
      expect(refused, match).toMatchObject({ status: 412, json: { code: "conflict" } });
      version = refused.json.details.version;
    }
    expect(await ask(`W/"${version}"`)).toMatchObject({ status: 412 });
    for (const malformed of [
      "nope",
      String(version),
      `"${version}`,
      `"${version}" "1"`,
      ",",
      ", *",
    ])
      expect(await ask(malformed), malformed).toMatchObject({
        status: 400,
        json: { code: "invalid" },
      });
    const key = "if-match-0001";
    // A list may have empty elements.
    const done = await ask(`,"nope" ,, "${version}", ,`, key);
    expect(done.status).toBe(200);
    // A repeat gets the first answer, although the record has another version now.
    expect((await ask(`,"nope" ,, "${version}", ,`, key)).text).toBe(done.text);
    expect(await ask("*", key)).toMatchObject({ status: 422 });
  },
);

test("If-Match names the version that a decision needs, and * doesn't (B9)", async () => {
  await using server = await TestServer.start();
  const { boardId, taskId } = await place(server);
  const path = `/boards/${boardId}/tasks/${taskId}`;
  const approve = (match?: string, body?: object) =>
    server.ask(`POST ${path}/approve`, {
      ...(match !== undefined && { headers: { "If-Match": match } }),
      ...(body && { body }),
    });
  const seen = (await server.ask(`GET ${path}`)).headers.get("ETag") ?? "";
  for (const match of [undefined, "*"])
    expect(await approve(match)).toMatchObject({
      status: 400,
      json: { code: "invalid", detail: expect.stringMatching(/version.*If-Match/) },
    });
  await server.ask(`PATCH ${path}`, { as: "limo", body: { title: "Sell all" } });
  expect((await approve(seen)).status).toBe(412);
  const version = Number(seen.slice(1, -1));
  expect(await approve(undefined, { version })).toMatchObject({ status: 409 });
  expect((await approve((await server.ask(`GET ${path}`)).headers.get("ETag") ?? "")).status).toBe(
    200,
  );
});

test("If-Match: * only asks that the record exists (A11)", async () => {
  await using server = await TestServer.start();
  const { boardId, taskId } = await place(server);
  const headers = { "If-Match": "*" };
  const edited = await server.ask(`PATCH /boards/${boardId}`, { headers, body: { name: "A" } });
  expect(edited.status).toBe(200);
  const target = encodeURIComponent(`task:${taskId}`);
  const absent = await server.ask(`PUT /preferences/${target}`, {
    headers,
    body: { level: "all" },
  });
  expect(absent).toMatchObject({ status: 412, json: { code: "conflict" } });
});

test("a route without a version refuses If-Match, and a command other preconditions (A11)", async () => {
  await using server = await TestServer.start();
  const { boardId } = await place(server);
  const refused = { status: 400, json: { code: "invalid" } };
  const asks: readonly (readonly [string, Ask])[] = [
    ["POST /boards", { headers: { "If-Match": "*" }, body: { name: "A" } }],
    [`POST /boards/${boardId}/tasks`, { headers: { "If-Match": '"1"' }, body: { title: "A" } }],
    ["POST /inbox/read", { headers: { "If-Match": '"1"' }, body: {} }],
    [`PATCH /boards/${boardId}`, { headers: { "If-None-Match": "*" }, body: { name: "A" } }],
    [
      `PATCH /boards/${boardId}`,
      { headers: { "If-Unmodified-Since": "Sat, 29 Oct 1994 19:43:31 GMT" }, body: { name: "A" } },
    ],
  ];
  for (const [route, ask] of asks)
    expect(await server.ask(route, ask), route).toMatchObject(refused);
});

test("the ETag of a record is its version, and a change gives a new one (A11)", async () => {
  await using server = await TestServer.start();
  const { boardId, taskId, roomId } = await place(server);
  const reads: readonly (readonly [string, (json: never) => number])[] = [
    ["GET /me", ({ version }: { version: number }) => version],
    [`GET /boards/${boardId}`, ({ board }: { board: { version: number } }) => board.version],
    [
      `GET /boards/${boardId}/tasks/${taskId}`,
      ({ task }: { task: { version: number } }) => task.version,
    ],
    [
      `GET /boards/${boardId}/rooms/${roomId}`,
      ({ room }: { room: { version: number } }) => room.version,
    ],
  ];
  for (const [route, versionIn] of reads) {
    const { headers, json } = await server.ask(route);
    expect(headers.get("ETag"), route).toBe(`"${versionIn(json as never)}"`);
  }
  const path = `/boards/${boardId}/tasks/${taskId}`;
  const before = (await server.ask(`GET ${path}`)).headers.get("ETag") ?? "";
  const edit = (title: string) =>
    server.ask(`PATCH ${path}`, { headers: { "If-Match": before }, body: { title }, as: "limo" });
  const edited = await edit("Sell three");
  const after = edited.headers.get("ETag");
  expect([edited.status, after === before]).toEqual([200, false]);
  expect((await server.ask(`GET ${path}`)).headers.get("ETag")).toBe(after);
  expect((await edit("Sell four")).status).toBe(412);
  for (const route of [`GET ${path}/history`, `GET ${path}/comments`, `GET /boards`])
    expect((await server.ask(route)).headers.get("ETag"), route).toBeNull();
});

test("a created record has a Location and an ETag (A11)", async () => {
  await using server = await TestServer.start({ basePath: "/v1" });
  const { boardId, taskId, roomId } = await place(server);
  const creations: readonly (readonly [string, object, string])[] = [
    ["/boards", { name: "Another" }, "/boards/:id"],
    [`/boards/${boardId}/members`, { userId: "lila" }, `/boards/${boardId}/members/lila`],
    [`/boards/${boardId}/tasks`, { title: "Buy" }, `/boards/${boardId}/tasks/:id`],
    [`/boards/${boardId}/rooms`, { name: "Bikes" }, `/boards/${boardId}/rooms/:id`],
    [
      `/boards/${boardId}/rooms/${roomId}/members`,
      { userId: "lila" },
      `/boards/${boardId}/rooms/${roomId}/members/lila`,
    ],
    [
      `/boards/${boardId}/rooms/${roomId}/messages`,
      { text: "Hi" },
      `/boards/${boardId}/rooms/${roomId}/messages/:id`,
    ],
    [
      `/boards/${boardId}/tasks/${taskId}/comments`,
      { text: "Hi" },
      `/boards/${boardId}/tasks/${taskId}/comments/:id`,
    ],
  ];
  for (const [i, [path, body, location]] of creations.entries()) {
    const { headers, json } = await server.ask<{
      id?: string;
      version?: number;
      task?: { id: string; version: number };
    }>(`POST ${path}`, { body, key: `create-it-${i}` });
    const { id = "", version } = json.task ?? json;
    expect(headers.get("Location")).toBe(`/v1${location.replace(":id", id)}`);
    expect(headers.get("ETag")).toBe(`"${version}"`);
  }
});

test("a direct room has a Location and an ETag, also when it is opened again (A11)", async () => {
  await using server = await TestServer.start({ basePath: "/v1" });
  const { boardId } = await place(server);
  const open = () =>
    server.ask<{ id: string; version: number }>(`PUT /boards/${boardId}/direct-rooms/limo`);
  const limo = server.taskwire.as({ userId: "limo" });
  const leave = (roomId: string) => limo.rooms.leave({ boardId, roomId });
  for (const before of [undefined, undefined, leave]) {
    const { id: roomId } = (await open()).json;
    await before?.(roomId);
    const { json, headers } = await open();
    const room = await server.ask(`GET /boards/${boardId}/rooms/${roomId}`);
    expect(headers.get("Location")).toBe(`/v1/boards/${boardId}/rooms/${roomId}`);
    expect(headers.get("ETag")).toBe(`"${json.version}"`);
    expect(headers.get("ETag")).toBe(room.headers.get("ETag"));
  }
});

test("the Location of a record is a path with methods of its own (A11)", () => {
  const all = Object.values(createTaskwire().operations);
  const templates = all.map(({ route: { path } }) => path.replace(/:\w+/g, ":"));
  for (const { name, creates } of all)
    if (creates) expect(templates, name).toContain(creates.replace(/:\w+/g, ":"));
  const created = all.filter(({ creates }) => creates).map(({ name }) => name);
  const named = all.filter(({ name }) => /\.(create|add|post)$/.test(name)).map(({ name }) => name);
  expect(created.sort()).toEqual([...named, "rooms.direct"].sort());
  // Every route that changes one record can be told its version. A direct room is opened, not changed, and
  // only the app's own code has webhooks.
  const blind = all.filter((one) => /PATCH|PUT|DELETE/.test(one.route.method) && !isVersioned(one));
  expect(blind.map(({ name }) => name)).toEqual([
    "rooms.direct",
    "webhooks.put",
    "webhooks.remove",
  ]);
});

test.each(["/health", "/ready", "/openapi.json"])("POST %s answers 405 (A11)", async (path) => {
  await using server = await TestServer.start();
  for (const method of ["POST", "PUT", "PATCH", "DELETE"]) {
    const answer = await server.ask(`${method} ${path}`, { as: null });
    expect(answer).toMatchObject({ status: 405, json: { code: "invalid" } });
    expect(answer.headers.get("Allow")).toBe("GET, HEAD, OPTIONS");
  }
  const options = await server.ask(`OPTIONS ${path}`, { as: null });
  expect([options.status, options.headers.get("Allow")]).toEqual([204, "GET, HEAD, OPTIONS"]);
});
