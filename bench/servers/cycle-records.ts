import { randomUUID } from "node:crypto";

/** Records with as many fields as taskwire's, for servers that run the same cycle. */
export interface BenchTask {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  state: string;
  readonly requesterId: string;
  decision: { readonly by: string; readonly at: string } | null;
  involved: string[];
  done: number;
  readonly total: number;
  readonly createdAt: string;
  updatedAt: string;
  readonly subtasks: BenchSubtask[];
}

export interface BenchSubtask {
  readonly id: string;
  readonly taskId: string;
  readonly title: string;
  state: string;
  readonly assigneeId: string;
  readonly position: number;
  completedBy: string | null;
  readonly createdAt: string;
  updatedAt: string;
}

export const newTask = (requesterId: string, title: string, at: string): BenchTask => ({
  id: randomUUID(),
  title,
  description: "",
  state: "pending",
  requesterId,
  decision: null,
  involved: [requesterId],
  done: 0,
  total: 3,
  createdAt: at,
  updatedAt: at,
  subtasks: [],
});

const titles = ["Verify customer data", "Register the vehicle", "Hand over the keys"];

export const newSubtasks = (task: BenchTask, at: string): BenchSubtask[] =>
  titles.map((title, position) => ({
    id: randomUUID(),
    taskId: task.id,
    title,
    state: "open",
    assigneeId: task.requesterId,
    position,
    completedBy: null,
    createdAt: at,
    updatedAt: at,
  }));
