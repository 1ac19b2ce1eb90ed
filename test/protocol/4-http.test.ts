import { expect } from "vitest";
import { section } from "./section.ts";

const doc = section(4);
const { clause, connect, onBoard, submit } = doc;

const request = async (
  method: string,
  path: string,
  {
    token = "dao",
    key,
    match,
    body,
  }: { token?: string; key?: string; match?: string; body?: object } = {},
) => {
  const headers: { [name: string]: string } = {
    authorization: `Bearer ${token}`,
    "content-type": "application/json",
  };
  if (key) headers["idempotency-key"] = key;
  if (match) headers["if-match"] = match;
  const answer = await fetch(doc.server.http + path, {
    method,
    headers,
    ...(body && { body: JSON.stringify(body) }),
  });
  return {
    status: answer.status,
    headers: answer.headers,
    type: answer.headers.get("content-type"),
    body: (await answer.json()) as { [name: string]: unknown },
  };
};

clause("4.1 each operation has a route that gives the same answer as the call", async () => {
  const { body } = await request("POST", `/boards/${doc.server.boardId}/tasks`, {
    body: { title: "Car" },
  });
  const dao = await connect("dao");
  const { result } = await dao.call(
    "tasks.get",
    onBoard({ taskId: (body.task as { id: string }).id }),
  );
  expect(
    (
      await request(
        "GET",
        `/boards/${doc.server.boardId}/tasks/${(body.task as { id: string }).id}`,
      )
    ).body,
  ).toEqual(result);
});

clause("4.2 token and key are sent in headers", async () => {
  const path = `/boards/${doc.server.boardId}/tasks`;
  const twice = [1, 2].map(() =>
    request("POST", path, { key: "key-00000002", body: { title: "Car" } }),
  );
  const [one, other] = await Promise.all(twice);
  expect(one?.body).toEqual(other?.body);
  expect((await request("GET", path, { token: "???" })).status).toBe(401);
});

clause("4.3 errors are problem details", async () => {
  const problem = await request("GET", `/boards/${doc.server.boardId}`, { token: "mia" });
  expect(problem.status).toBe(404);
  expect(problem.type).toContain("application/problem+json");
  expect(problem.body).toMatchObject({
    code: "not_found",
    status: 404,
    title: expect.any(String),
    type: expect.any(String),
    detail: expect.any(String),
  });
  const path = `/boards/%ED%A0%80`;
  expect(await request("GET", path, { token: "???" })).toMatchObject({
    status: 400,
    body: { code: "invalid" },
  });
});

clause("4.4 lists come in pages", async () => {
  const dao = await connect("dao");
  for (let i = 0; i < 5; i++) await submit(dao, `Car ${i}`);
  const seen: string[] = [];
  for (let next: unknown = undefined; next !== null; ) {
    const page = await request(
      "GET",
      `/boards/${doc.server.boardId}/tasks?limit=2${next ? `&after=${next}` : ""}`,
    );
    seen.push(...(page.body.tasks as { title: string }[]).map(({ title }) => title));
    next = page.body.next;
  }
  expect(seen).toEqual(["Car 4", "Car 3", "Car 2", "Car 1", "Car 0"]);
});

clause("4.5 a version is an ETag, and If-Match asks for it", async () => {
  const created = await request("POST", `/boards/${doc.server.boardId}/tasks`, {
    body: { title: "Car" },
  });
  const path = (created.headers.get("location") ?? "").replace("/api", "");
  const { id, version } = created.body.task as { id: string; version: number };
  expect(path).toBe(`/boards/${doc.server.boardId}/tasks/${id}`);
  const match = created.headers.get("etag") ?? "";
  expect(match).toBe(`"${version}"`);
  const edit = (title: string, given: string) =>
    request("PATCH", path, { match: given, body: { title } });
  expect((await edit("Bike", match)).status).toBe(200);
  expect(await edit("Boat", match)).toMatchObject({ status: 412, body: { code: "conflict" } });
  expect((await edit("Boat", "*")).status).toBe(200);
  const boards = await request("POST", "/boards", { match, body: { name: "Cars" } });
  expect(boards.status).toBe(400);
});

clause("4.6 a path without the method says which it has", async () => {
  const { status, headers } = await request("DELETE", `/boards/${doc.server.boardId}/tasks`);
  expect([status, headers.get("allow")]).toEqual([405, "POST, GET, HEAD, OPTIONS"]);
});
