import type { Board, Member, Subtask, Task } from "@taskwire/core/model";
import { carried } from "./carried.ts";

const at = "2026-01-01T00:00:00.000Z";

export const aBoard = (version = 1, name = "Sales"): Board => ({
  id: "b",
  version,
  name,
  archived: false,
  createdBy: "bob",
  createdAt: at,
});

export const aMember = (userId: string, role: string, version = 1): Member => ({
  id: `b/${userId}`,
  version,
  boardId: "b",
  userId,
  name: userId,
  handle: null,
  role,
  override: null,
  disabled: false,
  addedBy: "bob",
  addedAt: at,
  since: 0,
});

export const aTask = (id: string, version = 1, changes: Partial<Task> = {}): Task => ({
  id,
  version,
  boardId: "b",
  type: "general",
  title: id,
  description: "",
  data: null,
  state: "pending",
  kind: "waiting",
  requesterId: "ann",
  decision: null,
  decisions: [],
  template: null,
  involved: ["ann"],
  done: 0,
  total: 0,
  cancelled: 0,
  contentSince: 0,
  locked: [],
  again: null,
  createdAt: at,
  updatedAt: at,
  ...changes,
});

export const aSubtask = (
  id: string,
  taskId: string,
  version = 1,
  changes: Partial<Subtask> = {},
): Subtask => ({
  id,
  version,
  boardId: "b",
  taskId,
  title: id,
  state: "open",
  calledOff: false,
  part: null,
  assigneeId: "ann",
  position: 0,
  dependsOn: [],
  dueAt: null,
  completedBy: null,
  completedAt: null,
  createdAt: at,
  updatedAt: at,
  ...changes,
});

/** An event of the board's log. */
export const anEvent = (
  number: number,
  type: string,
  subject: string,
  data: { readonly [name: string]: unknown },
) => ({
  number,
  id: `e${number}`,
  type,
  subject,
  at,
  actor: "bob",
  data,
  ...carried(type, data),
});
