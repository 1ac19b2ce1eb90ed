import {
  createTaskwire,
  defineWorkflow,
  memoryStorage,
  memoryTransport,
  type Subtask,
  type Task,
} from "@taskwire/core";
import type { Position, Storage, Transport } from "@taskwire/core/adapter";
import type { Context } from "@taskwire/core/operations";
import { defineCollection } from "@taskwire/core/operations";
import type { CopyEnd } from "@taskwire/core/testing";
import { z } from "zod";

// Names that the examples of docstrings take for granted: their text says what they are, or their name does.

export const storage = memoryStorage();
export const transport = memoryTransport();
export const taskwire = createTaskwire();

await taskwire.open();
await taskwire.system.users.put({ id: "dao", name: "Dao", role: "ADMIN" });
await taskwire.system.users.put({ id: "lek", name: "Lek", role: "ADMIN_LIMITED" });
/** The app as Dao. */
export const client = taskwire.as({ userId: "dao" });
export const board = await client.boards.create({ name: "Sales" });
export const boardId = board.id;
export const member = await client.members.add({ boardId, userId: "lek" });
const created = await taskwire
  .as({ userId: "lek" })
  .tasks.create({ boardId, title: "Sell the blue one" });
export const task: Task = created.task;
export const before: Task = { ...task };
export const taskId = task.id;
export const title = "Sell the red one";
export const actor = { userId: "dao", role: "ADMIN" };
export const { definitions } = taskwire;
await client.tasks.approve({ boardId, taskId, version: task.version });
const work = await client.subtasks.create({ boardId, taskId, title: "Wash it" });
export const subtask: Subtask = work.subtask;
export const siblings: readonly Subtask[] = [subtask];

/** Stands for the context of an operation on the task. */
export const context = {
  now: task.createdAt,
  definitions,
  task: () => task,
  emit() {},
  resolve() {},
} as unknown as Context;

export const workflow = defineWorkflow({
  name: "purchase",
  initial: "asked",
  states: {
    asked: { kind: "waiting" },
    ordered: { kind: "working" },
    received: { kind: "done" },
    denied: { kind: "dropped" },
  },
  actions: {
    order: { from: "asked", to: "ordered", decision: true },
    deny: { from: "asked", to: "denied", decision: true, reason: "required" },
    receive: { from: "ordered", to: "received", trigger: "subtasks.done" },
  },
  types: { purchase: { data: z.strictObject({ amount: z.number() }) } },
});

interface Note {
  id: string;
  version: number;
  boardId: string;
  text: string;
}
export const notes = defineCollection<Note>()({
  name: "notes",
  fields: { boardId: "text", text: "text" },
  indexes: { board: ["boardId"] },
  versions: "topic",
});

export const button: { disabled: boolean; title: string } = { disabled: false, title: "" };
export const error: unknown = new Error("The disk is full.");
export const response = {
  status: (_status: number) => ({ json: (_body: object): void => {} }),
};
export const socket = { close: (_code: number): void => {} };
export const heads: ReadonlyMap<string, Position> = new Map();
export const test = (_title: string, _run: () => Promise<void>): void => {};
/** Stand for the two ends of a copy. */
export const emptyEndOfMine = (): CopyEnd => ({ storage: memoryStorage, archive: {} as never });
export const emptyEndOfYours = (): CopyEnd => emptyEndOfMine();
export const topic = "board:sales";
export const rows: readonly { readonly name: string; readonly declaration: string }[] = [];
export const directory = [{ id: "u5", handle: "สมชาย", names: ["สมชาย ใจดี"] }];
export const url = "redis://127.0.0.1";
export const sqliteStorage = (_path: string): Storage => memoryStorage();
export const redisTransport = (_options: { readonly url: string }): Transport => memoryTransport();
export const myStorage = (_database: string): Storage => memoryStorage();
export const emptyDatabase = async (): Promise<string> => "";
export class WebSocket {
  readonly url: string;
  readonly protocol: string;
  constructor(url: string, protocol: string) {
    this.url = url;
    this.protocol = protocol;
  }
}
