import type { BoardSnapshot } from "@taskwire/client/board";
import type { Subtask, Task } from "@taskwire/core/model";
import type { Reference } from "./reference.ts";
import type { Answer, Watcher } from "./watcher.ts";

/** What a client saw of the log, judged by the reference. Returns what is wrong. */
export function judgeStretches(watcher: Watcher, reference: Reference): string[] {
  const { userId, name } = watcher;
  return watcher.stretches.flatMap(({ from, to, events }) => {
    const where = `${name}, events ${from + 1} to ${to}`;
    // The last event may be the one that changes the sight: it is still delivered.
    const sight = reference.sight(userId, from);
    if (to > from && !reference.isSteady(userId, from, to - 1)) return [`${where}: their sight changed on the way`];
    const seen = events.map((event) => JSON.stringify(event));
    const expected = reference.expected(userId, sight, from, to);
    const at = expected.findIndex((event, i) => event !== seen[i]);
    if (at >= 0) return [`${where}, seeing ${sight}: expected ${expected[at]}, saw ${seen[at] ?? "nothing"}`];
    return seen.length > expected.length ? [`${where}, seeing ${sight}: saw more: ${seen[expected.length]}`] : [];
  });
}

/** Whether two clients of one person saw the same wherever both were looking. */
export function judgeTogether(one: Watcher, other: Watcher): string[] {
  const seen = new Map(
    one.stretches.flatMap(({ events }) => events.map((event) => [event.number, JSON.stringify(event)])),
  );
  return other.stretches.flatMap(({ events }) =>
    events
      .filter((event) => seen.has(event.number) && seen.get(event.number) !== JSON.stringify(event))
      .map(({ number, type }) => `${one.name} and ${other.name} saw different things at ${number} (${type})`),
  );
}

/** Whether anything of a task reached somebody before they were ever in sight of it, in whatever frame. */
export function judgeLeaks(watcher: Watcher, reference: Reference): string[] {
  return [...watcher.marksSeen].flatMap(([mark, number]) => {
    const taskId = reference.marks.get(mark);
    const first = taskId === undefined ? Number.POSITIVE_INFINITY : reference.firstSight(watcher.userId, taskId);
    return number < first
      ? [`${watcher.name} read of ${mark} when the log stood at ${number}, first in sight at ${first}`]
      : [];
  });
}

type Read = {
  readonly task?: Task;
  readonly tasks?: readonly Task[];
  readonly subtasks?: readonly Subtask[];
  readonly events?: readonly { subject: string; number: number }[];
};

/** Whether each record in the answers to queries was one that the person might read at some moment of the call. */
export function judgeAnswers(userId: string, answers: readonly Answer[], reference: Reference): string[] {
  return answers.flatMap(({ operation, result, asked, answered }) => {
    const { task, tasks = [], subtasks = [], events = [] } = (result ?? {}) as Read;
    const records = [...tasks, ...(task ? [task] : [])].map(({ id, version }) => ({ taskId: id, version }));
    const facts = events.map(({ subject, number }) => ({ taskId: subject, version: number }));
    const stolen = [...records, ...facts].filter(
      ({ taskId, version }) => !reference.couldRead(userId, taskId, version, asked, answered),
    );
    // A step keeps its version while the task goes on.
    const steps = subtasks.filter(
      ({ taskId, version }) => !reference.wasInSight(userId, taskId, Math.max(version, asked), answered),
    );
    return [...stolen, ...steps].map(
      (one) => `${userId} got ${one.taskId} at ${one.version} from ${operation} between ${asked} and ${answered}`,
    );
  });
}

/** A board in a form that compares: its records as texts. */
export interface Shape {
  readonly board: readonly string[];
  readonly members: readonly string[];
  readonly tasks: readonly string[];
  readonly subtasks: readonly string[];
}

/** A value with the fields of its objects in one order, so that equal ones read the same. */
function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (value === null || typeof value !== "object") return value;
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(fields.map(([name, field]) => [name, ordered(field)]));
}

const byId = (list: readonly { id: string }[]) => [...list].sort((a, b) => (a.id < b.id ? -1 : 1));

export function shapeOf(state: {
  board: unknown;
  members: readonly { id: string }[];
  tasks: readonly { id: string }[];
  subtasks: readonly { id: string }[];
}): Shape {
  const { board, members, tasks, subtasks } = state;
  const lists = [[board], byId(members), byId(tasks), byId(subtasks)].map((list) =>
    list.map((one) => JSON.stringify(ordered(one))),
  );
  return { board: lists[0] ?? [], members: lists[1] ?? [], tasks: lists[2] ?? [], subtasks: lists[3] ?? [] };
}

/** The same of what a store shows, without what it works out. */
export function shapeOfSnapshot({ board, members, tasks }: BoardSnapshot): Shape {
  return shapeOf({
    board,
    members,
    tasks: tasks.map(({ subtasks: _, progress: __, available: ___, ...task }) => task),
    subtasks: tasks.flatMap(({ subtasks }) => subtasks.map(({ available: _, ...subtask }) => subtask)),
  });
}

/** What one shape has that another hasn't, both ways. */
export function difference(held: Shape, kept: Shape): string[] {
  return (["board", "members", "tasks", "subtasks"] as const).flatMap((part) => [
    ...held[part].filter((one) => !kept[part].includes(one)).map((one) => `holds ${part} ${one}`),
    ...kept[part].filter((one) => !held[part].includes(one)).map((one) => `lacks ${part} ${one}`),
  ]);
}
