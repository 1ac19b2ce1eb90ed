import { readFileSync } from "node:fs";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";
import { startServer, type TestServer } from "./protocol/server.ts";
import { type Message, Stranger } from "./protocol/stranger.ts";

let server: TestServer;
const strangers: Stranger[] = [];
const titles: string[] = [];

/** A test of one clause of docs/protocol.md. */
const clause = (title: string, run: () => Promise<void>) => {
  titles.push(title);
  test(title, run);
};

beforeEach(async () => {
  server = await startServer();
});
afterEach(async () => {
  for (const stranger of strangers.splice(0)) stranger.end();
  await server.stop();
});

const connect = async (token: string) => keep(await Stranger.as(server.ws, token));
function keep(stranger: Stranger): Stranger {
  strangers.push(stranger);
  return stranger;
}
const raw = async (
  ...options: ConstructorParameters<typeof Stranger> extends [string, ...infer Rest] ? Rest : never
) => {
  const stranger = keep(new Stranger(server.ws, ...options));
  await stranger.opened;
  return stranger;
};
type TaskResult = { id: string; version: number };
type Approved = { task: TaskResult; subtasks: { id: string; version: number }[] };
const onBoard = (input: object = {}) => ({ boardId: server.boardId, ...input });
const submit = async (by: Stranger, title = "Car") =>
  (await by.call("tasks.create", onBoard({ title }))).result as TaskResult;
const eventsOf = (frame: Message) =>
  frame.events as { number: number; id: string; type: string; subject: string; data: { [name: string]: never } }[];

describe("connection", () => {
  clause("1.1 an upgrade without the subprotocol is refused with 400", async () => {
    const without = keep(new Stranger(server.ws, { protocols: [] }));
    await expect(without.opened).rejects.toThrow("400");
    await (await raw()).opened;
  });

  clause("1.2 an upgrade from a foreign page is refused with 403", async () => {
    const foreign = keep(new Stranger(server.ws, { headers: { origin: "https://app.example.evil" } }));
    await expect(foreign.opened).rejects.toThrow("403");
    await raw({ headers: { origin: "https://app.example" } });
  });

  clause("1.3 what is not a JSON object in a text frame closes with 4400", async () => {
    for (const frame of ["not json", "[]", "null", '"text"', Buffer.from('{"type":"pong"}')]) {
      const stranger = await connect("dao");
      stranger.sendRaw(frame);
      expect((await stranger.closed).code).toBe(4400);
    }
  });

  clause("1.4 a frame above the limit closes with 4413", async () => {
    const stranger = await connect("dao");
    stranger.send({ type: "call", id: 1, operation: "x", input: "x".repeat(65_536) });
    expect((await stranger.closed).code).toBe(4413);
  });

  clause("1.5 the first frame is authenticate, and soon; a header will do instead", async () => {
    const hasty = await raw();
    hasty.send({ type: "pong" });
    expect((await hasty.closed).code).toBe(4401);
    const silent = await raw();
    expect((await silent.closed).code).toBe(4408);
    const withHeader = await raw({ headers: { authorization: "Bearer dao" } });
    expect(await withHeader.next("welcome")).toMatchObject({ user: { id: "dao" } });
  });

  clause("1.6 a token that doesn't hold closes with 4401", async () => {
    const stranger = await raw();
    stranger.send({ type: "authenticate", token: "???" });
    expect(await stranger.closed).toEqual({ code: 4401, reason: "The token does not hold." });
  });

  clause("1.7 welcome brings user, time, limits and definitions", async () => {
    const stranger = await raw();
    stranger.send({ type: "authenticate", token: "lek" });
    const welcome = await stranger.next("welcome");
    expect(welcome).toMatchObject({
      user: { id: "lek", name: "lek", role: "ADMIN_LIMITED" },
      limits: { frameBytes: 65_536, topics: 3 },
      workflow: { name: "approval", initial: "pending" },
      roles: { roles: { ADMIN_LIMITED: { "task.read": ["involved"] } } },
    });
    expect(Object.keys(welcome).sort()).toEqual([
      "connection",
      "limits",
      "mentions",
      "now",
      "roles",
      "type",
      "user",
      "workflow",
    ]);
    expect(Object.keys(welcome.limits as object).sort()).toEqual(documentedLimits().sort());
  });

  clause("1.8 a token is renewed on the open connection, or ends it", async () => {
    const stranger = await connect("lek:90");
    await stranger.next("refresh");
    stranger.send({ type: "authenticate", token: "lek:100" });
    await stranger.next("authenticated");
    await stranger.next("refresh");
    expect((await stranger.closed).code).toBe(4003);
    const thief = await connect("lek:90");
    thief.send({ type: "authenticate", token: "dao" });
    expect((await thief.closed).code).toBe(4401);
  });

  clause("1.9 pings carry heads, and who doesn't answer is closed with 4002", async () => {
    const [lek, dao] = [await connect("lek"), await connect("dao")];
    const { number } = await lek.subscribe(server.topic);
    await submit(dao);
    // Lek was not to see it, but learns from the ping how far the topic got.
    const ping = await lek.next("ping");
    expect(ping.heads).toEqual({ [server.topic]: { to: (number as number) + 1, cursor: expect.any(String) } });
    expect(lek.waiting.filter(({ type }) => type === "events")).toEqual([]);
    lek.answersPings = false;
    expect((await lek.closed).code).toBe(4002);
  });

  clause("1.10 a frame of an unknown type or shape is answered, and the connection goes on", async () => {
    const stranger = await connect("dao");
    stranger.send({ type: "dance" });
    expect(await stranger.next("error")).toMatchObject({ error: { code: "invalid" } });
    stranger.send({ type: "call", id: 7, operation: 5 });
    expect(await stranger.next("result")).toMatchObject({ id: 7, error: { code: "invalid" } });
    stranger.send({ type: "subscribe", topic: server.topic, extra: true });
    expect(await stranger.next("error")).toMatchObject({ error: { code: "invalid" } });
    expect((await stranger.call("users.me", {})).result).toMatchObject({ id: "dao" });
  });

  clause("1.11 a stopping server says when to come back; a fourth connection is one too many", async () => {
    const three = [await connect("dao"), await connect("dao"), await connect("dao")];
    const fourth = await raw();
    fourth.send({ type: "authenticate", token: "dao" });
    expect((await fourth.closed).code).toBe(4004);
    await server.taskwire.sessions.close({ deadlineMs: 50 });
    for (const stranger of three) {
      const { code, reason } = await stranger.closed;
      expect(code).toBe(4000);
      expect(JSON.parse(reason)).toEqual({ retryAfterMs: expect.any(Number) });
    }
  });
});

describe("calls", () => {
  clause("2.1 an operation is called by name", async () => {
    const dao = await connect("dao");
    expect((await dao.call("users.me", {})).result).toMatchObject({ id: "dao" });
    expect((await dao.call("tasks.fly", {})).error).toMatchObject({ code: "invalid" });
  });

  clause("2.2 every call is answered once, by its id", async () => {
    const dao = await connect("dao");
    const many = await Promise.all(
      Array.from({ length: 20 }, (_, i) => dao.call("tasks.create", onBoard({ title: `Car ${i}` }))),
    );
    expect(many.map(({ result }) => (result as { title: string }).title)).toEqual(
      Array.from({ length: 20 }, (_, i) => `Car ${i}`),
    );
  });

  clause("2.3 a key has one effect, however often it is sent", async () => {
    const [one, other] = [await connect("dao"), await connect("dao")];
    const input = onBoard({ title: "Car" });
    const answers = await Promise.all(
      [one, other, one, other, one].map((by) => by.call("tasks.create", input, "key-00000001")),
    );
    expect(new Set(answers.map(({ result }) => JSON.stringify(result))).size).toBe(1);
    expect((await one.call("tasks.create", onBoard({ title: "Bus" }), "key-00000001")).error).toMatchObject({
      code: "key_reused",
    });
    expect(((await one.call("tasks.list", onBoard())).result as { tasks: object[] }).tasks).toHaveLength(1);
  });

  clause("2.4 errors have the documented codes", async () => {
    const [dao, lek, mia] = [await connect("dao"), await connect("lek"), await connect("mia")];
    const { id: taskId, version } = await submit(dao);
    await dao.call("tasks.edit", onBoard({ taskId, title: "Bus" }));
    const code = async (by: Stranger, operation: string, input: object) =>
      (await by.call(operation, input)).error?.code;
    expect(await code(dao, "tasks.create", onBoard())).toBe("invalid");
    expect(await code(lek, "members.add", onBoard({ userId: "mia" }))).toBe("forbidden");
    expect(await code(mia, "boards.open", onBoard())).toBe("not_found");
    expect(await code(dao, "tasks.approve", onBoard({ taskId }))).toBe("refused");
    expect(await code(dao, "tasks.edit", onBoard({ taskId, title: "Van", version }))).toBe("conflict");
    const { error } = await dao.call("tasks.edit", onBoard({ taskId, title: "Van", version }));
    expect(error?.details).toEqual({ version: version + 1 });
  });

  clause("2.5 a refusal shows the way", async () => {
    const dao = await connect("dao");
    const { id: taskId } = await submit(dao);
    const { error } = await dao.call("tasks.approve", onBoard({ taskId }));
    expect(error?.details).toMatchObject({
      rule: "own_task",
      way: [{ action: "task.approve", by: [{ role: "ADMIN", not: "requester" }] }],
    });
    const nok = await connect("nok");
    expect((await nok.call("tasks.approve", onBoard({ taskId }))).error).toBeUndefined();
    expect((await nok.call("tasks.reject", onBoard({ taskId, reason: "no" }))).error?.details).toMatchObject({
      rule: "state",
      way: "never",
      decision: { action: "approve", by: "nok" },
    });
  });

  clause("2.6 too many calls at once are told when to try again", async () => {
    const dao = await connect("dao");
    const answers = await Promise.all(Array.from({ length: 60 }, () => dao.call("users.me", {})));
    const limited = answers.filter(({ error }) => error?.code === "rate_limited");
    expect(limited.length).toBeGreaterThan(0);
    expect(limited[0]?.error?.details).toEqual({ retryAfterMs: expect.any(Number) });
    for (let i = 0; i < 2_000; i++) dao.send({ type: "pong" });
    expect((await dao.closed).code).toBe(4004);
  });

  clause("2.7 unknown fields and unkeepable text are invalid", async () => {
    const dao = await connect("dao");
    for (const extra of [{ title: "Car", role: "ADMIN" }, { title: "Car\0" }, { title: "\ud800" }]) {
      expect((await dao.call("tasks.create", onBoard(extra))).error).toMatchObject({ code: "invalid" });
    }
    dao.sendRaw(
      `{"type":"call","id":900,"operation":"tasks.create","input":{"boardId":"${server.boardId}","title":"x","__proto__":{"a":1}}}`,
    );
    expect(await dao.next("result")).toMatchObject({ id: 900, error: { code: "invalid" } });
  });
});

describe("topics", () => {
  clause("3.1 a topic is followed from now on", async () => {
    const dao = await connect("dao");
    await submit(dao, "before");
    const subscribed = await dao.subscribe(server.topic);
    expect(subscribed).toEqual({
      type: "subscribed",
      topic: server.topic,
      cursor: expect.any(String),
      number: subscribed.head,
      head: subscribed.number,
    });
    await submit(dao, "after");
    expect(eventsOf(await dao.next("events")).map(({ data }) => data.task)).toMatchObject([{ title: "after" }]);
  });

  clause("3.2 a cursor brings what was missed, up to the head", async () => {
    const [dao, lek] = [await connect("dao"), await connect("lek")];
    const { cursor } = await lek.subscribe(server.topic);
    lek.end();
    await submit(dao);
    await server.taskwire.as({ userId: "lek" }).tasks.create({ boardId: server.boardId, title: "mine" });
    await submit(dao);
    const again = await connect("lek");
    const { number, head } = await again.subscribe(server.topic, cursor as string);
    expect(head).toBe((number as number) + 3);
    const first = await again.next("events");
    expect(eventsOf(first).map(({ data }) => data.task)).toMatchObject([{ title: "mine" }]);
    // What came behind it was not for Lek: an empty frame says that there is nothing to wait for.
    const reached = first.to === head ? first : await again.next("events");
    expect(reached.to).toBe(head);
  });

  clause("3.3 frames are contiguous, and an old cursor joins seamlessly", async () => {
    const [dao, nok] = [await connect("dao"), await connect("nok")];
    let position = (await nok.subscribe(server.topic)).number as number;
    const numbers: number[] = [];
    for (let i = 0; i < 5; i++) {
      await submit(dao);
      const frame = await nok.next("events");
      expect(frame.from).toBe(position + 1);
      position = frame.to as number;
      numbers.push(...eventsOf(frame).map(({ number }) => number));
    }
    expect(numbers).toEqual(numbers.map((_, i) => (numbers[0] as number) + i));
  });

  clause("3.4 the events of a command come in one frame, live and later", async () => {
    const [dao, nok] = [await connect("dao"), await connect("nok")];
    const { cursor } = await nok.subscribe(server.topic);
    const { id: taskId } = await submit(dao);
    await nok.next("events");
    await nok.call("tasks.approve", onBoard({ taskId }));
    const live = eventsOf(await nok.next("events"));
    expect(live.map(({ type }) => type)).toEqual(["task.approved", "subtask.created", "subtask.created"]);
    expect(new Set(live.map(({ id }) => id.slice(0, id.lastIndexOf(".")))).size).toBe(1);
    const later = await connect("nok");
    await later.subscribe(server.topic, cursor as string);
    expect(eventsOf(await later.next("events")).slice(-3)).toEqual(live);
  });

  clause("3.5 versions of records follow from numbers", async () => {
    const [dao, nok] = [await connect("dao"), await connect("nok")];
    await nok.subscribe(server.topic);
    const { id: taskId } = await submit(dao);
    const [created] = eventsOf(await nok.next("events"));
    expect(created).toMatchObject({ subject: taskId, data: { task: { id: taskId } } });
    const { result } = await nok.call("tasks.approve", onBoard({ taskId }));
    const { task, subtasks } = result as Approved;
    const [approved, first, second] = eventsOf(await nok.next("events"));
    expect(approved?.data.task).not.toHaveProperty("version");
    expect(subtasks.map(({ version }) => version)).toEqual([first?.number, second?.number]);
    expect(task.version).toBe(second?.number);
  });

  clause("3.6 a board is opened with the cursor to follow it from", async () => {
    const [dao, nok] = [await connect("dao"), await connect("nok")];
    await submit(dao, "one");
    const { result } = await nok.call("boards.open", onBoard());
    const opened = result as { cursor: string; tasks: object[]; members: object[] };
    expect(opened.tasks).toMatchObject([{ title: "one" }]);
    expect(opened.members).toHaveLength(3);
    await submit(dao, "two");
    await nok.subscribe(server.topic, opened.cursor);
    expect(eventsOf(await nok.next("events")).map(({ data }) => data.task)).toMatchObject([{ title: "two" }]);
  });

  clause("3.7 a task comes into sight whole, and goes as hidden", async () => {
    const [dao, nok, lek] = [await connect("dao"), await connect("nok"), await connect("lek")];
    await lek.subscribe(server.topic);
    const { id: taskId } = await submit(dao);
    const { subtasks } = (await nok.call("tasks.approve", onBoard({ taskId }))).result as Approved;
    const [mine, other] = subtasks.map(({ id }) => id) as [string, string];
    await dao.call("subtasks.assign", onBoard({ taskId, subtaskId: mine, assigneeId: "lek" }));
    const [brought] = eventsOf(await lek.next("events"));
    expect(brought?.data).toMatchObject({ task: { id: taskId }, subtask: { id: mine }, subtasks: [{ id: other }] });
    await dao.call("subtasks.assign", onBoard({ taskId, subtaskId: mine, assigneeId: null }));
    expect(eventsOf(await lek.next("events"))).toEqual([
      { number: expect.any(Number), type: "hidden", subject: taskId },
    ]);
  });

  clause("3.8 what can't go on is told to reload, and why", async () => {
    const [dao, lek] = [await connect("dao"), await connect("lek")];
    const { cursor } = await lek.subscribe(server.topic);
    lek.send({ type: "unsubscribe", topic: server.topic });
    await lek.next("unsubscribed");
    const reasonFor = async (after: string) => {
      lek.send({ type: "subscribe", topic: server.topic, after });
      return (await lek.next("reload")).reason;
    };
    expect(await reasonFor("nonsense")).toBe("gone");
    expect(await reasonFor((cursor as string).replace(/~.*~/, "~another-log~"))).toBe("gone");
    for (let i = 0; i < 21; i++)
      await server.taskwire.as({ userId: "dao" }).tasks.create({ boardId: server.boardId, title: "x" });
    expect(await reasonFor(cursor as string)).toBe("too_old");
    const again = (await lek.subscribe(server.topic)).cursor as string;
    await dao.call("members.change", onBoard({ userId: "lek", role: "ADMIN" }));
    expect(await lek.next("reload")).toMatchObject({ reason: "rights" });
    expect(await reasonFor(again)).toBe("rights");
  });

  clause("3.9 a topic that isn't there and one that isn't for you look the same", async () => {
    const mia = await connect("mia");
    const answers = new Set<string>();
    for (const topic of [server.topic, "board:nothing", "user:dao", "user:nobody", "nonsense"]) {
      mia.send({ type: "subscribe", topic });
      answers.add(JSON.stringify({ ...(await mia.next("unsubscribed")), topic: "" }));
    }
    expect(answers.size).toBe(1);
    expect([...answers][0]).toContain("not_found");
  });

  clause("3.10 nothing behind a removal is delivered", async () => {
    const [dao, nok] = [await connect("dao"), await connect("nok")];
    await nok.subscribe(server.topic);
    const system = server.taskwire.system;
    await Promise.all([
      system.members.remove({ boardId: server.boardId, userId: "nok" }),
      ...Array.from({ length: 10 }, () => submit(dao)),
    ]);
    await nok.next("unsubscribed");
    const last = nok.waiting
      .filter(({ type }) => type === "events")
      .flatMap(eventsOf)
      .at(-1);
    expect(last).toMatchObject({ type: "member.removed", subject: "nok" });
    expect((await nok.call("boards.open", onBoard())).error).toMatchObject({ code: "not_found" });
  });

  clause("3.11 a subscription is ended by its client", async () => {
    const [dao, nok] = [await connect("dao"), await connect("nok")];
    await nok.subscribe(server.topic);
    nok.send({ type: "unsubscribe", topic: server.topic });
    expect(await nok.next("unsubscribed")).toEqual({ type: "unsubscribed", topic: server.topic });
    await submit(dao);
    await nok.call("users.me", {});
    expect(nok.waiting.filter(({ type }) => type === "events")).toEqual([]);
  });

  clause("3.12 a topic is followed once, and only so many", async () => {
    const nok = await connect("nok");
    await nok.subscribe(server.topic);
    nok.send({ type: "subscribe", topic: server.topic });
    expect(await nok.next("unsubscribed")).toMatchObject({ error: { code: "refused" } });
    await nok.subscribe("user:nok");
    // Two are followed, and the third is a topic that will turn out not to be there: it counts until then.
    for (const topic of ["board:a", "board:b"]) nok.send({ type: "subscribe", topic });
    const codes = [await nok.next("unsubscribed"), await nok.next("unsubscribed")].map(
      ({ error }) => (error as { code: string }).code,
    );
    expect(codes.sort()).toEqual(["not_found", "rate_limited"]);
    await submit(nok);
    await nok.next("events");
  });

  clause("3.13 a disabled account is closed out", async () => {
    const nok = await connect("nok");
    await server.taskwire.system.users.put({ id: "nok", name: "nok", role: "ADMIN", disabled: true });
    expect((await nok.closed).code).toBe(4403);
    const again = await raw();
    again.send({ type: "authenticate", token: "nok" });
    expect((await again.closed).code).toBe(4403);
  });
});

describe("HTTP", () => {
  const request = async (
    method: string,
    path: string,
    { token = "dao", key, body }: { token?: string; key?: string; body?: object } = {},
  ) => {
    const headers: { [name: string]: string } = {
      authorization: `Bearer ${token}`,
      "content-type": "application/json",
    };
    if (key) headers["idempotency-key"] = key;
    const answer = await fetch(server.http + path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
    return {
      status: answer.status,
      type: answer.headers.get("content-type"),
      body: (await answer.json()) as { [name: string]: unknown },
    };
  };

  clause("4.1 an operation is a route, and answers what the call would", async () => {
    const { body } = await request("POST", `/boards/${server.boardId}/tasks`, { body: { title: "Car" } });
    const dao = await connect("dao");
    const { result } = await dao.call("tasks.get", onBoard({ taskId: body.id }));
    expect((await request("GET", `/boards/${server.boardId}/tasks/${body.id}`)).body).toEqual(result);
  });

  clause("4.2 the token and the key travel in headers", async () => {
    const path = `/boards/${server.boardId}/tasks`;
    const twice = [1, 2].map(() => request("POST", path, { key: "key-00000002", body: { title: "Car" } }));
    const [one, other] = await Promise.all(twice);
    expect(one?.body).toEqual(other?.body);
    expect((await request("GET", path, { token: "???" })).status).toBe(401);
  });

  clause("4.3 errors are problem details", async () => {
    const problem = await request("GET", `/boards/${server.boardId}`, { token: "mia" });
    expect(problem.status).toBe(404);
    expect(problem.type).toContain("application/problem+json");
    expect(problem.body).toMatchObject({
      code: "not_found",
      status: 404,
      title: expect.any(String),
      type: expect.any(String),
      detail: expect.any(String),
    });
  });

  clause("4.4 lists come in pages", async () => {
    const dao = await connect("dao");
    for (let i = 0; i < 5; i++) await submit(dao, `Car ${i}`);
    const seen: string[] = [];
    for (let next: unknown = undefined; next !== null; ) {
      const page = await request("GET", `/boards/${server.boardId}/tasks?limit=2${next ? `&after=${next}` : ""}`);
      seen.push(...(page.body.tasks as { title: string }[]).map(({ title }) => title));
      next = page.body.next;
    }
    expect(seen).toEqual(["Car 4", "Car 3", "Car 2", "Car 1", "Car 0"]);
  });
});

const document = readFileSync(new URL("../docs/protocol.md", import.meta.url), "utf8");

function documentedLimits(): string[] {
  const [, names = ""] = /limits: \{([^}]*)\}/.exec(document) ?? [];
  return names.split(",").map((name) => name.trim());
}

afterAll(() => {
  const clauses = [...document.matchAll(/^\*\*(\d+\.\d+)\*\*/gm)].map(([, number]) => number);
  expect(titles.map((title) => title.split(" ")[0])).toEqual(clauses);
});
