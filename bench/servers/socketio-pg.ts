import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import express, { type Request, type Response } from "express";
import pg from "pg";
import { Server } from "socket.io";
import { z } from "zod";
import { answer } from "../processes.ts";
import { type BenchNotification, newNotification } from "./hand-inbox.ts";
import { usage } from "./usage.ts";

/**
 * The hand-written server on PostgreSQL with socket.io: one transaction a request on one of 16
 * connections, rooms for the board and for each person. It writes a notification for each person
 * told, and sends it with a count.
 */
const app = express();
app.use(express.json());
const server = createServer(app);
const io = new Server({ transports: ["websocket"] });
io.on("connection", (socket) =>
  socket.join(["board", `user:${String(socket.handshake.query.user)}`]),
);
let pool: pg.Pool;
let withoutInboxes = false;

const schema = `
  CREATE TABLE members (user_id text PRIMARY KEY, role text);
  CREATE TABLE tasks (id text PRIMARY KEY, title text, state text, requester text, decided_by text, done int, created text, updated text);
  CREATE TABLE subtasks (id text PRIMARY KEY, task text, title text, state text, assignee text, updated text);
  CREATE INDEX subtasks_task ON subtasks (task);
  CREATE TABLE topics (topic text PRIMARY KEY, head bigint);
  INSERT INTO topics VALUES ('board', 0);
  CREATE TABLE events (number bigint PRIMARY KEY, type text, subject text, actor text, at text, data text);
  CREATE TABLE keys (actor text, key text, result text, PRIMARY KEY (actor, key));
  CREATE TABLE notifications (id text PRIMARY KEY, user_id text, reason text, about text, board_name text, actor text, actor_name text, title text, excerpt text, state text, created text, updated text);
  CREATE INDEX notifications_user ON notifications (user_id, created);
  CREATE INDEX notifications_open ON notifications (user_id) WHERE state = 'open';
  CREATE INDEX notifications_about ON notifications (about) WHERE state = 'open';
`;

class Refusal extends Error {}

type Row = { readonly [name: string]: unknown };

interface Told {
  readonly userId: string;
  readonly notification: object;
}

interface Outcome {
  readonly result: object;
  readonly events: readonly {
    readonly type: string;
    readonly subject: string;
    readonly data: object;
  }[];
  readonly told: readonly Told[];
}

/** The statements of one request, in its transaction. */
class Work {
  readonly actor: string;
  readonly at = new Date().toISOString();
  readonly #client: pg.PoolClient;

  constructor(client: pg.PoolClient, actor: string) {
    this.#client = client;
    this.actor = actor;
  }

  async rows(sql: string, ...values: unknown[]): Promise<Row[]> {
    return (await this.#client.query(sql, values)).rows;
  }

  async add(people: readonly string[], reasons: readonly string[], task: Row): Promise<Told[]> {
    if (withoutInboxes) return [];
    const all = people.flatMap((userId) =>
      reasons.map((reason) =>
        newNotification(userId, reason, String(task.id), String(task.title), this.actor, this.at),
      ),
    );
    const column = (name: keyof BenchNotification) => all.map((one) => one[name]);
    await this.rows(
      "INSERT INTO notifications SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[], $12::text[])",
      ...(["id", "userId", "reason", "about", "boardName", "actorId"] as const).map(column),
      ...(["actorName", "title", "excerpt", "state", "createdAt", "updatedAt"] as const).map(
        column,
      ),
    );
    return all.map((notification) => ({ userId: notification.userId, notification }));
  }

  async resolve(about: string, reason: string): Promise<Told[]> {
    const rows = await this.rows(
      "UPDATE notifications SET state = 'resolved', updated = $1 WHERE about = $2 AND reason = $3 AND state = 'open' RETURNING *",
      this.at,
      about,
      reason,
    );
    return rows.map((notification) => ({ userId: String(notification.user_id), notification }));
  }
}

function action(
  path: string,
  schema: z.ZodType<{ readonly title?: string }>,
  run: (
    work: Work,
    ids: { readonly [name: string]: string },
    body: { readonly title?: string },
  ) => Promise<Outcome>,
): void {
  app.post(path, async (request: Request, response: Response) => {
    const actor = String(request.headers.authorization).slice("Bearer ".length);
    const key = String(request.headers["idempotency-key"]);
    const body = schema.safeParse(request.body ?? {});
    if (!body.success || key.length < 8) return void response.status(400).json(body.error?.issues);
    const client = await pool.connect();
    const work = new Work(client, actor);
    try {
      await client.query("BEGIN");
      const [member] = await work.rows("SELECT role FROM members WHERE user_id = $1", actor);
      if (member?.role !== "ADMIN") throw new Refusal("Members only");
      const [first] = await work.rows(
        "SELECT result FROM keys WHERE actor = $1 AND key = $2",
        actor,
        key,
      );
      if (first) {
        await client.query("ROLLBACK");
        return void response.type("json").send(String(first.result));
      }
      const { result, events, told } = await run(
        work,
        request.params as { [name: string]: string },
        body.data,
      );
      await work.rows("INSERT INTO keys VALUES ($1, $2, $3)", actor, key, JSON.stringify(result));
      const people = [...new Set(told.map(({ userId }) => userId))];
      const counts =
        people.length > 0
          ? await work.rows(
              "SELECT user_id, count(*)::int AS unread FROM notifications WHERE user_id = ANY($1) AND state = 'open' GROUP BY user_id",
              people,
            )
          : [];
      const [topic] = await work.rows(
        "UPDATE topics SET head = head + $1 WHERE topic = 'board' RETURNING head",
        events.length,
      );
      const number = Number(topic?.head) - events.length;
      await work.rows(
        "INSERT INTO events SELECT * FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[])",
        events.map((_, i) => number + i + 1),
        events.map(({ type }) => type),
        events.map(({ subject }) => subject),
        events.map(() => actor),
        events.map(() => work.at),
        events.map(({ data }) => JSON.stringify(data)),
      );
      await client.query("COMMIT");
      for (const [i, event] of events.entries())
        io.to("board").emit("event", { number: number + i + 1, actor, at: work.at, ...event });
      const unread = new Map(counts.map((one) => [one.user_id, one.unread]));
      for (const { userId, notification } of told)
        io.to(`user:${userId}`).emit("told", { notification, unread: unread.get(userId) ?? 0 });
      response.json(result);
    } catch (error) {
      await client.query("ROLLBACK");
      response.status(error instanceof Refusal ? 409 : 500).json({ error: String(error) });
    } finally {
      client.release();
    }
  });
}

const newTask = z.strictObject({ title: z.string().trim().min(1).max(200) });
const nothing = z.strictObject({});

action("/tasks", newTask, async (work, _ids, { title = "" }) => {
  const [task = {}] = await work.rows(
    "INSERT INTO tasks VALUES ($1, $2, 'pending', $3, NULL, 0, $4, $4) RETURNING *",
    randomUUID(),
    title,
    work.actor,
    work.at,
  );
  const others = await work.rows("SELECT user_id FROM members WHERE user_id <> $1", work.actor);
  const people = others.map(({ user_id }) => String(user_id));
  return {
    result: { task, subtasks: [] },
    events: [{ type: "task.created", subject: String(task.id), data: { task } }],
    told: await work.add(people, ["approval.requested"], task),
  };
});

action("/tasks/:taskId/approve", nothing, async (work, { taskId = "" }) => {
  const [task] = await work.rows(
    "UPDATE tasks SET state = 'approved', decided_by = $1, updated = $2 WHERE id = $3 AND state = 'pending' AND requester <> $1 RETURNING *",
    work.actor,
    work.at,
    taskId,
  );
  if (!task) throw new Refusal("Not your own, or decided already");
  const titles = ["Verify customer data", "Register the vehicle", "Hand over the keys"];
  const subtasks = await work.rows(
    "INSERT INTO subtasks SELECT id, $2, title, 'open', $3, $4 FROM unnest($1::text[], $5::text[]) AS made (id, title) RETURNING *",
    titles.map(() => randomUUID()),
    taskId,
    task.requester,
    work.at,
    titles,
  );
  const created = subtasks.map((subtask) => ({
    type: "subtask.created",
    subject: String(subtask.id),
    data: { subtask },
  }));
  const resolved = withoutInboxes ? [] : await work.resolve(taskId, "approval.requested");
  return {
    result: { task, subtasks },
    events: [{ type: "task.approved", subject: taskId, data: { task } }, ...created],
    told: [
      ...resolved,
      ...(await work.add([String(task.requester)], ["requester", "assigned"], task)),
    ],
  };
});

action("/subtasks/:subtaskId/complete", nothing, async (work, { subtaskId = "" }) => {
  const [subtask] = await work.rows(
    "UPDATE subtasks SET state = 'done', updated = $1 WHERE id = $2 AND state = 'open' RETURNING *",
    work.at,
    subtaskId,
  );
  if (!subtask) throw new Refusal("It is done already");
  const [task = {}] = await work.rows(
    "UPDATE tasks SET done = done + 1, state = CASE WHEN done = 2 THEN 'completed' ELSE state END, updated = $1 WHERE id = $2 RETURNING *",
    work.at,
    subtask.task,
  );
  const events = [
    { type: "subtask.completed", subject: subtaskId, data: { subtask, task } as object },
  ];
  const told: Told[] = [];
  if (task.state === "completed") {
    events.push({ type: "task.completed", subject: String(task.id), data: { task } });
    if (!withoutInboxes) told.push(...(await work.resolve(String(task.id), "assigned")));
    told.push(...(await work.add([String(task.decided_by)], ["decider"], task)));
  }
  return { result: { task, subtask }, events, told };
});

const answers = {
  ...usage,
  async listen(setup: { readonly postgres?: string; readonly withoutInboxes?: boolean } = {}) {
    const name = `bench_${randomUUID().replaceAll("-", "")}`;
    withoutInboxes = setup.withoutInboxes ?? false;
    pool = new pg.Pool({
      connectionString: setup.postgres,
      max: 16,
      options: `-c search_path=${name}`,
    });
    await pool.query(`CREATE SCHEMA ${name}`);
    await pool.query(schema);
    io.attach(server);
    return new Promise<number>((resolve) => {
      server.listen({ port: 0, host: "127.0.0.1", backlog: 4096 }, () =>
        resolve((server.address() as AddressInfo).port),
      );
    });
  },
  async createBoard({ people, boardId }: { readonly people: number; readonly boardId: string }) {
    for (let index = 0; index < people; index++)
      await pool.query("INSERT INTO members VALUES ($1, 'ADMIN')", [`${boardId}${index}`]);
  },
};
export type SocketIoPgServer = typeof answers;
answer(answers);
