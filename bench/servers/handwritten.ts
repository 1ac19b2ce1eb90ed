import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import express, { type Request, type Response } from "express";
import { WebSocketServer } from "ws";
import { z } from "zod";
import { answer } from "../processes.ts";
import { openTables, statements, temporaryFile } from "./cycle-tables.ts";
import { usage } from "./usage.ts";

/**
 * A typical server written by hand: one route per action. Each checks the body and runs one
 * transaction, which looks up the idempotency key, reads, checks, writes, and stores the result
 * under the key. It is as durable as taskwire. Then it calls `socket.send(JSON.stringify(event))`
 * for each event and socket, as the documentation of ws shows.
 */
const database = openTables(temporaryFile("handwritten.db"));
const sql = statements(database);
const select = {
  member: database.prepare("SELECT role FROM members WHERE user = ?"),
  task: database.prepare("SELECT * FROM tasks WHERE id = ?"),
  subtask: database.prepare("SELECT * FROM subtasks WHERE id = ?"),
  subtasks: database.prepare("SELECT * FROM subtasks WHERE task = ?"),
  head: database.prepare("SELECT max(number) AS number FROM events"),
  key: database.prepare("SELECT result FROM keys WHERE actor = ? AND key = ?"),
};
const insertKey = database.prepare("INSERT INTO keys VALUES (?, ?, ?)");
database.exec("BEGIN");
for (let index = 0; index < 10; index++)
  database.prepare("INSERT INTO members VALUES (?, 'ADMIN')").run(`cycle${index}`);
database.exec("COMMIT");

class Refusal extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

interface Event {
  readonly type: string;
  readonly subject: string;
  readonly data: object;
}

interface ActionOutcome {
  readonly result: object;
  readonly events: readonly Event[];
}

const app = express();
app.use(express.json());
const server = createServer(app);
const sockets = new WebSocketServer({ server, perMessageDeflate: false });

type Ids = { readonly [name: string]: string };

const nothing = z.strictObject({});
const newTask = z.strictObject({ title: z.string().trim().min(1).max(200) });
const keySchema = z.string().regex(/^[\x21-\x7e]{8,128}$/);

interface ActionInput<Body> {
  readonly actor: string;
  readonly at: string;
  readonly ids: Ids;
  readonly body: Body;
}

/** Adds a route that runs in a transaction and broadcasts its events. */
function action<Body>(
  path: string,
  schema: z.ZodType<Body>,
  run: (asked: ActionInput<Body>) => ActionOutcome,
): void {
  app.post(path, (request: Request, response: Response) => {
    const actor = String(request.headers.authorization).slice("Bearer ".length);
    const key = keySchema.safeParse(request.headers["idempotency-key"]);
    const body = schema.safeParse(request.body ?? {});
    if (!key.success || !body.success) {
      response.status(400).json({ error: key.error?.issues ?? body.error?.issues });
      return;
    }
    const at = new Date().toISOString();
    let decided: ActionOutcome;
    let number = 0;
    database.exec("BEGIN IMMEDIATE");
    try {
      if (select.member.get(actor)?.role !== "ADMIN") throw new Refusal(403, "Members only");
      const first = select.key.get(actor, key.data);
      if (first) {
        database.exec("ROLLBACK");
        response.type("json").send(String(first.result));
        return;
      }
      decided = run({ actor, at, ids: request.params as Ids, body: body.data });
      number = Number(select.head.get()?.number ?? 0);
      for (const [index, { type, subject, data }] of decided.events.entries()) {
        sql.insertEvent.run(number + index + 1, type, subject, actor, at, JSON.stringify(data));
      }
      insertKey.run(actor, key.data, JSON.stringify(decided.result));
      database.exec("COMMIT");
    } catch (error) {
      database.exec("ROLLBACK");
      response.status(error instanceof Refusal ? error.status : 500).json({ error: String(error) });
      return;
    }
    for (const [index, event] of decided.events.entries()) {
      const message = { topic: "board:bench", number: number + index + 1, actor, at, ...event };
      for (const socket of sockets.clients) socket.send(JSON.stringify(message));
    }
    response.json(decided.result);
  });
}

action("/tasks", newTask, ({ actor, at, body }) => {
  const id = randomUUID();
  sql.insertTask.run(id, body.title, actor, at);
  const task = select.task.get(id) ?? {};
  return {
    result: { task, subtasks: [] },
    events: [{ type: "task.created", subject: id, data: { task } }],
  };
});

action("/tasks/:taskId/approve", nothing, ({ actor, at, ids: { taskId = "" } }) => {
  const before = select.task.get(taskId);
  if (!before) throw new Refusal(404, "No such task");
  if (before.requester === actor) throw new Refusal(403, "Not your own");
  if (sql.approveTask.run(actor, at, taskId).changes !== 1)
    throw new Refusal(409, "It is decided already");
  for (const title of ["Verify customer data", "Register the vehicle", "Hand over the keys"]) {
    sql.insertSubtask.run(randomUUID(), taskId, title, before.requester ?? "", at);
  }
  const task = select.task.get(taskId) ?? {};
  const subtasks = select.subtasks.all(taskId);
  const created = subtasks.map((subtask) => ({
    type: "subtask.created",
    subject: String(subtask.id),
    data: { subtask },
  }));
  return {
    result: { task, subtasks },
    events: [{ type: "task.approved", subject: taskId, data: { task } }, ...created],
  };
});

action("/subtasks/:subtaskId/complete", nothing, ({ at, ids: { subtaskId = "" } }) => {
  if (sql.completeSubtask.run(at, subtaskId).changes !== 1)
    throw new Refusal(409, "It is done already");
  const subtask = select.subtask.get(subtaskId) ?? {};
  const taskId = String(subtask.task);
  const all = select.subtasks.all(taskId);
  const done = all.filter(({ state }) => state === "done").length;
  const isCompleted = done === all.length;
  sql.progressTask.run(done, isCompleted ? "completed" : "approved", at, taskId);
  const task = select.task.get(taskId) ?? {};
  const completed = isCompleted
    ? [{ type: "task.completed", subject: taskId, data: { task } }]
    : [];
  const events = [
    { type: "subtask.completed", subject: subtaskId, data: { subtask, task } },
    ...completed,
  ];
  return { result: { task, subtask }, events };
});

const answers = {
  ...usage,
  listen: () =>
    new Promise<number>((resolve) => {
      server.listen({ port: 0, host: "127.0.0.1", backlog: 4096 }, () =>
        resolve((server.address() as AddressInfo).port),
      );
    }),
};
export type HandwrittenServer = typeof answers;
answer(answers);
