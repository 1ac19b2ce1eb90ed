import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import express, { type Request, type Response } from "express";
import { WebSocketServer } from "ws";
import { answer } from "../processes.ts";
import { type BenchSubtask, type BenchTask, newSubtasks, newTask } from "./cycle-records.ts";
import { openTables, statements, temporaryFile } from "./cycle-tables.ts";
import { usage } from "./usage.ts";

/** What a good developer writes in an afternoon: a route an action, a transaction a request, a broadcast an event. */
const database = openTables(temporaryFile("handwritten.db"));
const sql = statements(database);
const tasks = new Map<string, BenchTask>();
const subtasks = new Map<string, BenchSubtask>();
let number = 0;

const app = express();
app.use(express.json());
const server = createServer(app);
const sockets = new WebSocketServer({ server, perMessageDeflate: false });

interface Event {
  readonly type: string;
  readonly subject: string;
  readonly data: object;
}

function commit(actor: string, at: string, events: readonly Event[], write: () => void): void {
  const first = number + 1;
  database.exec("BEGIN IMMEDIATE");
  try {
    write();
    for (const { type, subject, data } of events)
      sql.insertEvent.run(++number, type, subject, actor, at, JSON.stringify(data));
    database.exec("COMMIT");
  } catch (error) {
    database.exec("ROLLBACK");
    throw error;
  }
  for (const [index, event] of events.entries()) {
    const text = JSON.stringify({ topic: "board:bench", number: first + index, actor, at, ...event });
    for (const socket of sockets.clients) socket.send(text);
  }
}

const actorOf = (request: Request): string => String(request.headers.authorization).slice("Bearer ".length);

app.post("/tasks", (request: Request, response: Response) => {
  const actor = actorOf(request);
  const at = new Date().toISOString();
  const task = newTask(actor, String(request.body.title), at);
  commit(actor, at, [{ type: "task.created", subject: task.id, data: { task } }], () =>
    sql.insertTask.run(task.id, task.title, actor, at),
  );
  tasks.set(task.id, task);
  response.status(201).json(task);
});

app.post("/tasks/:id/approve", (request: Request, response: Response) => {
  const actor = actorOf(request);
  const task = tasks.get(String(request.params.id));
  if (task?.state !== "pending") return void response.status(409).json({ error: "It is decided already" });
  const at = new Date().toISOString();
  const made = newSubtasks(task, at);
  Object.assign(task, { state: "approved", decision: { by: actor, at }, updatedAt: at, subtasks: made });
  const events = [
    { type: "task.approved", subject: task.id, data: { task } },
    ...made.map((subtask) => ({ type: "subtask.created", subject: subtask.id, data: { subtask } })),
  ];
  commit(actor, at, events, () => {
    sql.approveTask.run(actor, at, task.id);
    for (const one of made) sql.insertSubtask.run(one.id, task.id, one.title, one.assigneeId, at);
  });
  for (const one of made) subtasks.set(one.id, one);
  response.json({ task, subtasks: made });
});

app.post("/subtasks/:id/complete", (request: Request, response: Response) => {
  const actor = actorOf(request);
  const subtask = subtasks.get(String(request.params.id));
  const task = tasks.get(subtask?.taskId ?? "");
  if (!subtask || !task || subtask.state !== "open")
    return void response.status(409).json({ error: "It is done already" });
  const at = new Date().toISOString();
  Object.assign(subtask, { state: "done", completedBy: actor, updatedAt: at });
  task.done++;
  if (task.done === task.total) task.state = "completed";
  const events = [
    { type: "subtask.completed", subject: subtask.id, data: { subtask, task } },
    ...(task.state === "completed" ? [{ type: "task.completed", subject: task.id, data: { task } }] : []),
  ];
  commit(actor, at, events, () => {
    sql.completeSubtask.run(at, subtask.id);
    sql.progressTask.run(task.done, task.state, at, task.id);
  });
  response.json({ task, subtask });
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
