import type { Subtask, Task } from "@taskwire/core";
import { expect, test } from "vitest";
import type { z } from "zod";
import { type Answer, type Ask, TestServer } from "./server.ts";

type Both = { task: Task; subtasks: Subtask[] };

/** Sends a request, and checks the answer against the output schema of its operation. */
function checked(server: TestServer) {
  const operations = Object.values(server.taskwire.operations) as {
    route: { method: string; path: string };
    output: z.ZodType;
  }[];
  return async <T>(route: string, ask: Ask = {}): Promise<Answer<T>> => {
    const answer = await server.ask<T>(route, ask);
    const [asked = "", url = ""] = route.split(" ");
    const path = url.split("?")[0] ?? "";
    const operation = operations.find(
      ({ route: { method, path: pattern } }) =>
        method === asked && new RegExp(`^${pattern.replace(/:\w+/g, "[^/]+")}$`).test(path),
    );
    expect(answer.status, answer.text).toBe(200);
    expect(operation?.output.parse(answer.json)).toEqual(answer.json);
    return answer;
  };
}

test("a task is created, rejected, edited, approved and completed over REST alone", async () => {
  await using server = await TestServer.start();
  const ask = checked(server);
  const { json: board } = await ask<{ id: string }>("POST /boards", { body: { name: "ฝ่ายขาย" } });
  const on = `/boards/${board.id}`;
  await ask(`POST ${on}/members`, { body: { userId: "limo" } });
  const {
    json: { task },
  } = await ask<Both>(`POST ${on}/tasks`, {
    as: "limo",
    body: { title: "Sell a car" },
  });
  const at = `${on}/tasks/${task.id}`;
  await ask(`POST ${at}/reject`, { body: { version: task.version, reason: "Which one?" } });
  await ask(`PATCH ${at}`, { as: "limo", body: { title: "Sell the red car" } });
  const { headers } = await ask(`POST ${at}/resubmit`, { as: "limo" });
  const { json: approved } = await ask<Both>(`POST ${at}/approve`, {
    headers: { "If-Match": headers.get("ETag") ?? "" },
  });
  expect(approved.task).toMatchObject({
    title: "Sell the red car",
    state: "approved",
    done: 0,
    total: 2,
  });
  expect(approved.subtasks.map(({ title }) => title)).toEqual([
    "ตรวจสอบข้อมูลลูกค้า",
    "Register the vehicle",
  ]);
  const [verify, register] = approved.subtasks.map(({ id }) => `${at}/subtasks/${id}`);
  expect(await server.ask(`POST ${register}/complete`, { as: "limo" })).toMatchObject({
    status: 409,
    json: { code: "refused" },
  });
  await ask(`POST ${verify}/complete`, { as: "limo" });
  await ask(`POST ${register}/assign`, { body: { assigneeId: null } });
  await ask(`POST ${register}/assign`, { body: { assigneeId: "limo" } });
  const { json: last } = await ask<{ task: Task }>(`POST ${register}/complete`, { as: "limo" });
  expect(last.task).toMatchObject({ state: "completed", done: 2 });
  await ask(`POST ${register}/reopen`, { as: "limo" });
  await ask(`POST ${at}/subtasks`, {
    body: { title: "Wash it", dueAt: "2030-01-01T00:00:00.000Z" },
  });
  await ask(`GET ${at}/available`, { as: "limo" });
  await ask(`GET ${at}/why?action=task.approve`, { as: "limo" });
  await ask(`GET ${on}`, { as: "limo" });
  await ask(`GET ${on}/members`);
  await ask(`POST ${at}/cancel`, { body: { reason: "Enough" } });
  const { json: history } = await ask<{ events: { type: string }[] }>(
    `GET ${at}/history?limit=200`,
    { as: "limo" },
  );
  expect(history.events.map(({ type }) => type).reverse()).toEqual([
    ...["task.created", "task.rejected", "task.edited", "task.resubmitted", "task.approved"],
    ...[
      "subtask.created",
      "subtask.created",
      "subtask.completed",
      "subtask.assigned",
      "subtask.assigned",
    ],
    ...[
      "subtask.completed",
      "task.completed",
      "subtask.reopened",
      "task.reopened",
      "subtask.created",
      "task.cancelled",
    ],
  ]);
  expect(server.errors).toEqual([]);
});

test("a command sent five times at once with one key has one effect and five equal answers", async () => {
  await using server = await TestServer.start();
  const boardId = await server.board();
  const create = { key: "create-a-task", body: { title: "Once" } };
  const answers = await Promise.all(
    Array.from({ length: 5 }, () => server.ask(`POST /boards/${boardId}/tasks`, create)),
  );
  expect(new Set(answers.map(({ status, text }) => `${status} ${text}`))).toEqual(
    new Set([`200 ${answers[0]?.text}`]),
  );
  const { json } = await server.ask<{ tasks: Task[] }>(`GET /boards/${boardId}/tasks`);
  expect(json.tasks).toHaveLength(1);
});

test("a key with another input is refused, and so is a malformed key", async () => {
  await using server = await TestServer.start();
  const boardId = await server.board();
  const create = (key: string, title: string) =>
    server.ask(`POST /boards/${boardId}/tasks`, { key, body: { title } });
  expect((await create("the-same-key", "One")).status).toBe(200);
  expect(await create("the-same-key", "Other")).toMatchObject({
    status: 422,
    json: { code: "key_reused" },
  });
  for (const key of ["short", "with a space", "x".repeat(129)]) {
    expect(await create(key, "One"), key).toMatchObject({ status: 400, json: { code: "invalid" } });
  }
  expect((await server.ask(`GET /boards/${boardId}/tasks`, { key: "short" })).status).toBe(200);
});

test("the second of two deciders learns who decided and when", async () => {
  await using server = await TestServer.start();
  const boardId = await server.board("limo");
  const { task } = await server.taskwire
    .as({ userId: "limo" })
    .tasks.create({ boardId, title: "Car" });
  const { version } = task;
  await server.ask(`POST /boards/${boardId}/tasks/${task.id}/approve`, { body: { version } });
  const { status, json } = await server.ask(`POST /boards/${boardId}/tasks/${task.id}/reject`, {
    body: { reason: "No" },
  });
  expect(status).toBe(409);
  expect(json).toMatchObject({
    code: "refused",
    details: { rule: "state", decision: { by: "ada", action: "approve" } },
  });
});

test("an existing object and a missing one get the same answer byte for byte, if the caller isn't a member", async () => {
  await using server = await TestServer.start();
  const boardId = await server.board();
  const { task } = await server.taskwire
    .as({ userId: "ada" })
    .tasks.create({ boardId, title: "Secret" });
  const seen = async (path: string, body?: unknown) => {
    const { status, headers, text } = await server.ask(path, {
      as: "limo",
      ...(body !== undefined && { body }),
    });
    const told = [...headers].filter(([name]) => name !== "date");
    return { status, told, text };
  };
  const real = `/boards/${boardId}`;
  for (const [method, rest, body] of [
    ["GET", ""],
    ["GET", "/members"],
    ["GET", "/tasks"],
    ["GET", `/tasks/${task.id}`],
    ["GET", `/tasks/${task.id}/history`],
    ["POST", `/tasks/${task.id}/approve`],
    ["POST", "/tasks", { title: "Mine" }],
    ["PATCH", "", { name: "Mine" }],
  ] as const) {
    const answer = await seen(`${method} ${real}${rest}`, body);
    expect(answer.status).toBe(404);
    expect(answer).toEqual(await seen(`${method} /boards/absent${rest}`, body));
  }
});

test("users who see only tasks they are involved in get only those, and the rest looks absent", async () => {
  await using server = await TestServer.start();
  const boardId = await server.board("limo", "lila");
  const [his, hers] = await Promise.all(
    ["limo", "lila"].map((userId) =>
      server.taskwire.as({ userId }).tasks.create({ boardId, title: `Of ${userId}` }),
    ),
  );
  const list = await server.ask<{ tasks: Task[] }>(`GET /boards/${boardId}/tasks`, { as: "limo" });
  expect(list.json.tasks.map(({ id }) => id)).toEqual([his?.task.id]);
  const foreign = await server.ask(`GET /boards/${boardId}/tasks/${hers?.task.id}`, { as: "limo" });
  const absent = await server.ask(`GET /boards/${boardId}/tasks/absent`, { as: "limo" });
  expect(foreign.status).toBe(404);
  expect(foreign.text).toBe(absent.text);
});

test("the pages of a list contain each entry once", async () => {
  await using server = await TestServer.start();
  const boardId = await server.board();
  const titles = Array.from({ length: 7 }, (_, i) => `Task ${i}`);
  for (const title of titles)
    await server.taskwire.as({ userId: "ada" }).tasks.create({ boardId, title });
  const found: string[] = [];
  for (let next: string | null = ""; next !== null; ) {
    const after: string = next && `&after=${encodeURIComponent(next)}`;
    const { json } = await server.ask<{ tasks: Task[]; next: string | null }>(
      `GET /boards/${boardId}/tasks?order=oldest&limit=3${after}`,
    );
    expect(json.tasks.length).toBeLessThanOrEqual(3);
    found.push(...json.tasks.map(({ title }) => title));
    next = json.next;
  }
  expect(found).toEqual(titles);
});
