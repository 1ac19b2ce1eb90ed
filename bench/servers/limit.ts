import { createServer } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { Worker } from "node:worker_threads";
import { WebSocketServer } from "ws";
import { answer } from "../processes.ts";
import { type BenchSubtask, type BenchTask, newSubtasks, newTask } from "./cycle-records.ts";
import { temporaryFile } from "./cycle-tables.ts";
import type { Statement } from "./limit-worker.ts";
import { usage } from "./usage.ts";

/**
 * An upper bound for durable approval cycles over WebSocket on this machine: no rules, rights, keys
 * or reads, the fewest inserts, grouped into transactions in a worker, and frames built once.
 * Implements the part of taskwire's protocol that the load needs.
 */
const worker = new Worker(new URL("./limit-worker.ts", import.meta.url), {
  workerData: temporaryFile("limit.db"),
});
const server = createServer();
const webSockets = new WebSocketServer({
  noServer: true,
  perMessageDeflate: false,
  clientTracking: false,
});
const raw = new Set<Socket>();
const tasks = new Map<string, BenchTask>();
const subtasks = new Map<string, BenchSubtask>();
let number = 0;
let sent = 0;

interface Waiting {
  readonly commit: readonly Statement[];
  readonly events: readonly string[];
  done(): void;
}

let waiting: Waiting[] = [];
const underWay: Waiting[][] = [];

function frame(text: string): Buffer {
  const size = Buffer.byteLength(text);
  const start = size < 126 ? 2 : size < 65_536 ? 4 : 10;
  const bytes = Buffer.allocUnsafe(start + size);
  bytes[0] = 0x81;
  bytes[1] = start === 2 ? size : start === 4 ? 126 : 127;
  if (start === 4) bytes.writeUInt16BE(size, 2);
  else if (start === 10) bytes.writeBigUInt64BE(BigInt(size), 2);
  bytes.write(text, start);
  return bytes;
}

function flush(): void {
  // At most two batches: one that is being written and the next one, so that the worker never
  // waits.
  if (waiting.length === 0 || underWay.length === 2) return;
  const batch = waiting;
  waiting = [];
  underWay.push(batch);
  worker.postMessage(batch.map(({ commit }) => commit));
}

worker.on("message", () => {
  const batch = underWay.shift() ?? [];
  flush();
  const events = batch.flatMap((one) => one.events);
  const from = sent + 1;
  sent += events.length;
  const bytes = frame(
    `{"type":"events","topic":"board:bench","from":${from},"to":${sent},"events":[${events.join(",")}]}`,
  );
  for (const socket of raw) socket.cork();
  for (const { done } of batch) done();
  for (const socket of raw) {
    socket.write(bytes);
    socket.uncork();
  }
});

function events(
  actor: string,
  at: string,
  facts: readonly (readonly [type: string, subject: string, data: object])[],
): { texts: string[]; rows: Statement[] } {
  const texts: string[] = [];
  const rows: Statement[] = [];
  for (const [type, subject, data] of facts) {
    const text = JSON.stringify(data);
    number++;
    texts.push(
      `{"topic":"board:bench","number":${number},"type":"${type}","subject":"${subject}","actor":"${actor}","at":"${at}","data":${text}}`,
    );
    rows.push(["insertEvent", number, type, subject, actor, at, text]);
  }
  return { texts, rows };
}

type Input = { readonly title?: string; readonly taskId?: string; readonly subtaskId?: string };

function run(
  operation: string,
  input: Input,
  actor: string,
): { result: object; commit: Statement[]; texts: string[] } {
  const at = new Date().toISOString();
  if (operation === "tasks.create") {
    const task = newTask(actor, input.title ?? "", at);
    tasks.set(task.id, task);
    const { texts, rows } = events(actor, at, [["task.created", task.id, { task }]]);
    return {
      result: { task, subtasks: [] },
      texts,
      commit: [["insertTask", task.id, task.title, actor, at], ...rows],
    };
  }
  const task = tasks.get(input.taskId ?? "");
  if (!task) throw new Error("No such task");
  if (operation === "tasks.approve") {
    const made = newSubtasks(task, at);
    for (const one of made) subtasks.set(one.id, one);
    Object.assign(task, { state: "approved", decision: { by: actor, at }, updatedAt: at });
    const { texts, rows } = events(actor, at, [
      ["task.approved", task.id, { task }],
      ...made.map((subtask) => ["subtask.created", subtask.id, { subtask }] as const),
    ]);
    const inserts = made.map(
      (one): Statement => ["insertSubtask", one.id, task.id, one.title, one.assigneeId, at],
    );
    return {
      result: { task, subtasks: made },
      texts,
      commit: [["approveTask", actor, at, task.id], ...inserts, ...rows],
    };
  }
  const subtask = subtasks.get(input.subtaskId ?? "");
  if (!subtask) throw new Error("No such subtask");
  Object.assign(subtask, { state: "done", completedBy: actor, updatedAt: at });
  task.done++;
  if (task.done === task.total) task.state = "completed";
  const { texts, rows } = events(actor, at, [
    ["subtask.completed", subtask.id, { subtask, task }],
    ...(task.state === "completed" ? [["task.completed", task.id, { task }] as const] : []),
  ]);
  const updates: Statement[] = [
    ["completeSubtask", at, subtask.id],
    ["progressTask", task.done, task.state, at, task.id],
  ];
  return { result: { task, subtask }, texts, commit: [...updates, ...rows] };
}

server.on("upgrade", (request, duplex, head) => {
  const socket = duplex as Socket;
  webSockets.handleUpgrade(request, socket, head, (webSocket) => {
    let actor = "";
    webSocket.on("close", () => raw.delete(socket));
    webSocket.on("message", (data) => {
      const message = JSON.parse(String(data));
      if (message.type === "authenticate") {
        actor = message.token;
        socket.write(frame('{"type":"welcome"}'));
      } else if (message.type === "subscribe") {
        raw.add(socket);
        socket.write(frame('{"type":"subscribed","topic":"board:bench","cursor":"0"}'));
      } else if (message.type === "call") {
        const { result, commit, texts } = run(message.operation, message.input, actor);
        const answered = frame(
          `{"type":"result","id":${message.id},"result":${JSON.stringify(result)}}`,
        );
        if (waiting.push({ commit, events: texts, done: () => socket.write(answered) }) === 1)
          setImmediate(flush);
      }
    });
  });
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
export type LimitServer = typeof answers;
answer(answers);
