import { createServer } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { Worker } from "node:worker_threads";
import { WebSocketServer } from "ws";
import { answer } from "../processes.ts";
import { type BenchSubtask, type BenchTask, newSubtasks, newTask } from "./cycle-records.ts";
import { temporaryFile } from "./cycle-tables.ts";
import { newNotification } from "./hand-inbox.ts";
import type { Statement } from "./limit-worker.ts";
import { usage } from "./usage.ts";

/**
 * An upper bound for durable approval cycles over WebSocket on this machine: no rules, rights, keys
 * or reads, the fewest inserts, grouped into transactions in a worker, and frames built once. With
 * `tells`, it also writes a row for each person told, and sends it with a count.
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
/** The sockets and the unread count of each person, if people are told. */
const people = new Map<string, { readonly sockets: Set<Socket>; unread: number }>();
let isTelling = false;
const tasks = new Map<string, BenchTask>();
const subtasks = new Map<string, BenchSubtask>();
let number = 0;
let sent = 0;

interface Waiting {
  readonly commit: readonly Statement[];
  readonly events: readonly string[];
  readonly told: readonly Told[];
  done(): void;
}

/** One row for one person, and how it changes the count. */
interface Told {
  readonly userId: string;
  readonly text: string;
  readonly unread: number;
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
  for (const { done, told } of batch) {
    done();
    for (const one of told) tell(one);
  }
  for (const socket of raw) {
    socket.write(bytes);
    socket.uncork();
  }
});

function tell({ userId, text, unread }: Told): void {
  const person = people.get(userId);
  if (!person) return;
  person.unread += unread;
  const bytes = frame(`{"type":"inbox","unread":${person.unread},"notification":${text}}`);
  for (const socket of person.sockets) socket.write(bytes);
}

/** Tells people of a task: everybody else of a new one, and those who were told when it is decided. */
function toldOf(operation: string, task: BenchTask, actor: string, at: string): Told[] {
  if (!isTelling) return [];
  const of = (userId: string, reason: string, state: string): Told => {
    const one = newNotification(userId, reason, task.id, task.title, actor, at);
    one.state = state;
    return { userId, text: JSON.stringify(one), unread: state === "open" ? 1 : -1 };
  };
  const others = [...people.keys()].filter((userId) => userId !== task.requesterId);
  if (operation === "tasks.create")
    return others.map((userId) => of(userId, "approval.requested", "open"));
  if (operation === "tasks.approve")
    return [
      ...others.map((userId) => of(userId, "approval.requested", "resolved")),
      ...["requester", "assigned"].map((reason) => of(task.requesterId, reason, "open")),
    ];
  if (task.state !== "completed") return [];
  return [
    of(task.requesterId, "assigned", "resolved"),
    of(task.decision?.by ?? "", "decider", "open"),
  ];
}

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
  at: string,
): { result: object; commit: Statement[]; texts: string[]; task: BenchTask } {
  if (operation === "tasks.create") {
    const task = newTask(actor, input.title ?? "", at);
    tasks.set(task.id, task);
    const { texts, rows } = events(actor, at, [["task.created", task.id, { task }]]);
    return {
      result: { task, subtasks: [] },
      task,
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
      task,
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
  return { result: { task, subtask }, task, texts, commit: [...updates, ...rows] };
}

server.on("upgrade", (request, duplex, head) => {
  const socket = duplex as Socket;
  webSockets.handleUpgrade(request, socket, head, (webSocket) => {
    let actor = "";
    webSocket.on("close", () => {
      raw.delete(socket);
      people.get(actor)?.sockets.delete(socket);
    });
    webSocket.on("message", (data) => {
      const message = JSON.parse(String(data));
      if (message.type === "authenticate") {
        actor = message.token;
        const person = people.get(actor) ?? { sockets: new Set(), unread: 0 };
        people.set(actor, person);
        person.sockets.add(socket);
        socket.write(frame('{"type":"welcome"}'));
      } else if (message.type === "subscribe") {
        raw.add(socket);
        socket.write(frame('{"type":"subscribed","topic":"board:bench","cursor":"0"}'));
      } else if (message.type === "call") {
        const at = new Date().toISOString();
        const { operation, input } = message;
        const { result, commit, texts, task } = run(operation, input, actor, at);
        const told = toldOf(operation, task, actor, at);
        for (const { userId, text } of told) commit.push(["insertTold", userId, text]);
        const answered = frame(
          `{"type":"result","id":${message.id},"result":${JSON.stringify(result)}}`,
        );
        const done = () => socket.write(answered);
        if (waiting.push({ commit, events: texts, told, done }) === 1) setImmediate(flush);
      }
    });
  });
});

const answers = {
  ...usage,
  listen: ({ tells = false }: { readonly tells?: boolean } = {}) =>
    new Promise<number>((resolve) => {
      isTelling = tells;
      server.listen({ port: 0, host: "127.0.0.1", backlog: 4096 }, () =>
        resolve((server.address() as AddressInfo).port),
      );
    }),
};
export type LimitServer = typeof answers;
answer(answers);
