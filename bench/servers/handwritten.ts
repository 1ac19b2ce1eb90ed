import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import express, { type Request, type Response } from "express";
import { type WebSocket, WebSocketServer } from "ws";
import { z } from "zod";
import { answer } from "../processes.ts";
import { openTables, statements, temporaryFile } from "./cycle-tables.ts";
import { handInbox, newNotification, type Told } from "./hand-inbox.ts";
import { usage } from "./usage.ts";

/**
 * A typical server written by hand: one route per action. Each checks the body and runs one
 * transaction, which looks up the idempotency key, reads, checks, writes, and stores the result
 * under the key. It is as durable as taskwire. Then it calls `socket.send(JSON.stringify(event))`
 * for each event and socket, as the documentation of ws shows. In the same transaction it writes a
 * notification for each person told and counts what that person has not read.
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
const inbox = handInbox(database);
const members: string[] = [];
let withoutInboxes = false;

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
  /** Tells the people whom it concerns. */
  tell?(): readonly Told[];
}

const app = express();
app.use(express.json());
const server = createServer(app);
const sockets = new WebSocketServer({ server, perMessageDeflate: false });
const socketsOf = new Map<string, Set<WebSocket>>();
sockets.on("connection", (socket, request) => {
  const userId = new URL(request.url ?? "", "http://localhost").searchParams.get("user") ?? "";
  const own = socketsOf.get(userId) ?? new Set();
  socketsOf.set(userId, own.add(socket));
  socket.on("close", () => own.delete(socket));
});

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
    let told: readonly Told[] = [];
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
      told = withoutInboxes ? [] : (decided.tell?.() ?? []);
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
    for (const { userId, notification, unread } of told) {
      const message = { topic: `user:${userId}`, type: "notification", notification, unread };
      for (const socket of socketsOf.get(userId) ?? []) socket.send(JSON.stringify(message));
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
    tell: () =>
      members
        .filter((userId) => userId !== actor)
        .map((userId) =>
          inbox.add(newNotification(userId, "approval.requested", id, body.title, actor, at)),
        ),
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
    tell: () => [
      ...inbox.resolve(taskId, "approval.requested", at),
      ...["requester", "assigned"].map((reason) =>
        inbox.add(
          newNotification(
            String(before.requester),
            reason,
            taskId,
            String(before.title),
            actor,
            at,
          ),
        ),
      ),
    ],
  };
});

action("/subtasks/:subtaskId/complete", nothing, ({ actor, at, ids: { subtaskId = "" } }) => {
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
  const tell = () => [
    ...inbox.resolve(taskId, "assigned", at),
    inbox.add(
      newNotification(String(task.decided_by), "decider", taskId, String(task.title), actor, at),
    ),
  ];
  return { result: { task, subtask }, events, ...(isCompleted && { tell }) };
});

const answers = {
  ...usage,
  listen: (setup: { readonly withoutInboxes?: boolean } = {}) =>
    new Promise<number>((resolve) => {
      withoutInboxes = setup.withoutInboxes ?? false;
      server.listen({ port: 0, host: "127.0.0.1", backlog: 4096 }, () =>
        resolve((server.address() as AddressInfo).port),
      );
    }),
  createBoard({ people, boardId }: { readonly people: number; readonly boardId: string }): void {
    for (let index = 0; index < people; index++) {
      members.push(`${boardId}${index}`);
      database.prepare("INSERT INTO members VALUES (?, 'ADMIN')").run(`${boardId}${index}`);
    }
  },
  /** Gives each of the people so many unread notifications. */
  fillInboxes({ unread }: { readonly unread: number }): void {
    const at = new Date().toISOString();
    database.exec("BEGIN");
    for (const userId of members)
      for (let i = 0; i < unread; i++)
        inbox.add(newNotification(userId, "mention", `message${i}`, "@everyone", "founder", at));
    database.exec("COMMIT");
  },
};
export type HandwrittenServer = typeof answers;
answer(answers);
