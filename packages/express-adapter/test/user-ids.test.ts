import { expect, test } from "vitest";
import { authenticate, TestServer } from "./server.ts";

const ids = ["auth0|123", "o'brien@example.com", "สมชาย", "a/b", "50% ?#&", "user:x", "A B"];

test.each(ids)("the id %s works in a path and in a query string (A8)", async (id) => {
  await using server = await TestServer.start({
    // A header holds ASCII, so these tokens are encoded.
    authenticate: (token) => authenticate(decodeURIComponent(token)),
  });
  const encoded = encodeURIComponent(id);
  const boardId = await server.board();
  await server.taskwire.system.users.put({ id, name: "Somebody", role: "ADMIN_LIMITED" });
  const added = await server.ask(`POST /boards/${boardId}/members`, { body: { userId: id } });
  expect(added).toMatchObject({ status: 200, json: { userId: id } });
  const me = await server.ask("GET /me", { as: encoded });
  expect(me).toMatchObject({ status: 200, json: { id } });
  await server.ask(`POST /boards/${boardId}/tasks`, { as: encoded, body: { title: "Mine" } });
  const found = await server.ask<{ tasks: { involved: string[] }[] }>(
    `GET /boards/${boardId}/tasks?involvedId=${encoded}`,
  );
  expect(found.json.tasks.map(({ involved }) => involved)).toEqual([[id]]);
  const path = `/boards/${boardId}/members/${encoded}`;
  const changed = await server.ask(`PATCH ${path}`, { body: { role: "ADMIN" } });
  expect(changed).toMatchObject({ status: 200, json: { userId: id, role: "ADMIN" } });
  expect(await server.ask(`DELETE ${path}`)).toMatchObject({ status: 200, json: { userId: id } });
});
