import type { OperationContext } from "../../engine/operation/context.ts";
import {
  decodePageToken,
  encodePageToken,
  type ListName,
} from "../../engine/operation/page-token.ts";
import { maySee } from "../../model/access.ts";
import { involvementId, involvements } from "../../model/involvement.ts";
import { maxSubtasks, type Subtask, subtasks } from "../../model/subtask.ts";
import { type Task, tasks } from "../../model/task.ts";

/** The number of tasks of each open state that an opened board shows. */
const openTasks = 500;

/** The number of tasks of all states that an opened board shows. */
const newestTasks = 100;

/** A page of tasks reads at most this many pages of the index. */
const maxScans = 5;

/** A page of the index has at least this many tasks, because a filter may leave few of them. */
const minScan = 50;

/** Selects tasks. */
export interface TaskFilter {
  readonly state?: string | undefined;
  readonly kind?: string | undefined;
  readonly type?: string | undefined;
  readonly requesterId?: string | undefined;
  readonly involvedId?: string | undefined;
}

const fits = (task: Task, { state, kind, type, requesterId, involvedId }: TaskFilter): boolean =>
  (state === undefined || task.state === state) &&
  (kind === undefined || task.kind === kind) &&
  (type === undefined || task.type === type) &&
  (requesterId === undefined || task.requesterId === requesterId) &&
  (involvedId === undefined || task.involved.includes(involvedId));

/**
 * Chooses the index that finds the fewest tasks to filter. Callers who don't see all tasks always scan
 * their own involvements.
 */
function scanFor({ state, kind, requesterId, involvedId }: TaskFilter, context: OperationContext) {
  const boardId = context.board().id;
  if (context.access !== "all")
    return { person: context.actor.userId, equals: { boardId, userId: context.actor.userId } };
  if (involvedId !== undefined)
    return { person: involvedId, equals: { boardId, userId: involvedId } };
  // A requester is involved in the task, so an index of requesters would not be worth its writes.
  if (requesterId !== undefined)
    return { person: requesterId, equals: { boardId, userId: requesterId } };
  const [only, ...others] =
    state !== undefined ? [state] : kind !== undefined ? statesOf(kind, context) : [];
  if (only !== undefined && others.length === 0)
    return { index: "state", equals: { state: only, boardId } };
  return { index: "board", equals: { boardId } };
}

const statesOf = (kind: string, { definitions: { workflow } }: OperationContext): string[] =>
  Object.keys(workflow.states).filter((state) => workflow.states[state]?.kind === kind);

/**
 * Reads tasks that the caller may see, after the task `after` in the list. There can be fewer than
 * `limit`, and never more; only `next: null` is the end.
 */
async function listTasks(
  context: OperationContext,
  filter: TaskFilter,
  page: {
    readonly limit: number;
    readonly after: string | undefined;
    readonly order: "asc" | "desc";
  },
): Promise<{ tasks: Task[]; next: string | null }> {
  const scan = scanFor(filter, context);
  const found: Task[] = [];
  const query = {
    limit: Math.max(page.limit, minScan),
    order: page.order,
    equals: scan.equals,
  };
  let { after } = page;
  // If few tasks match, one call must not scan the whole table: the caller asks for the next page.
  for (let scans = 0; scans < maxScans; scans++) {
    const { ids, tasks, isLast } = await scanTasks(context, scan, query, after);
    for (const [i, task] of tasks.entries()) {
      if (!task || !fits(task, filter) || !maySee(task, context.access, context.actor.userId))
        continue;
      found.push(task);
      if (found.length === page.limit)
        return { tasks: found, next: isLast && i === ids.length - 1 ? null : task.id };
    }
    if (isLast) return { tasks: found, next: null };
    after = ids.at(-1);
    if (found.length >= page.limit / 2) break;
  }
  return { tasks: found, next: after ?? null };
}

/**
 * Reads one page of an index. All indexes of tasks have the tasks of a list in the order of their ids,
 * so a task's id is a place in the list, whichever index finds it.
 */
async function scanTasks(
  context: OperationContext,
  scan: ReturnType<typeof scanFor>,
  query: Omit<Parameters<OperationContext["list"]>[1], "index">,
  after: string | undefined,
): Promise<{ ids: string[]; tasks: (Task | undefined)[]; isLast: boolean }> {
  const first = Object.values(scan.equals);
  if (!("person" in scan)) {
    const from = after === undefined ? {} : { after: [...first, after] };
    const { records, next } = await context.list(tasks, { ...query, ...from, index: scan.index });
    return { ids: records.map(({ id }) => id), tasks: records, isLast: next === null };
  }
  const from =
    after === undefined ? {} : { after: [...first, after, involvementId(after, scan.person)] };
  const { records, next } = await context.list(involvements, {
    ...query,
    ...from,
    index: "person",
  });
  const ids = records.map(({ taskId }) => taskId);
  return { ids, tasks: await context.get(tasks, ids), isLast: next === null };
}

type TaskOrder = "newest" | "oldest";

const listName = (
  { state, kind, type, requesterId, involvedId }: TaskFilter,
  order: TaskOrder,
  context: OperationContext,
): ListName => [
  tasks.name,
  context.board().id,
  [state, kind, type, requesterId, involvedId].map((one) => one ?? null),
  order,
];

/** Reads one page of tasks that the caller may see; `after` and `next` are in the form that clients get. */
export async function taskPage(
  context: OperationContext,
  filter: TaskFilter,
  page: {
    readonly limit: number;
    readonly after: string | undefined;
    readonly order: TaskOrder;
  },
): Promise<{ tasks: Task[]; next: string | null }> {
  const name = listName(filter, page.order, context);
  const [after] = page.after === undefined ? [] : decodePageToken(name, page.after, { length: 1 });
  const order = page.order === "newest" ? "desc" : "asc";
  const { tasks, next } = await listTasks(context, filter, { limit: page.limit, after, order });
  return { tasks, next: next && encodePageToken(name, [next]) };
}

/** Reads the tasks that an opened board shows: the open ones, and the newest of all. */
export async function currentTasks(
  context: OperationContext,
): Promise<{ tasks: Task[]; next: string | null }> {
  const first = { after: undefined, order: "desc" } as const;
  const openStates = ["waiting", "working"].flatMap((kind) => statesOf(kind, context));
  const open = await Promise.all(
    openStates.map((state) => listTasks(context, { state }, { ...first, limit: openTasks })),
  );
  const newest = await taskPage(
    context,
    {},
    { after: undefined, order: "newest", limit: newestTasks },
  );
  const all = new Map(
    [...open.flatMap(({ tasks }) => tasks), ...newest.tasks].map((task) => [task.id, task]),
  );
  return { tasks: [...all.values()].sort((a, b) => (a.id < b.id ? 1 : -1)), next: newest.next };
}

/** Reads the subtasks of tasks. */
export async function subtasksOf(
  of: readonly Task[],
  context: OperationContext,
): Promise<Subtask[]> {
  const withSome = of.filter(({ total, cancelled }) => total + cancelled > 0);
  if (withSome.length === 0) return [];
  const versions = new Map(withSome.map(({ id, version }) => [id, version]));
  const query = { index: "task", equals: {}, each: [...versions.keys()], limit: maxSubtasks };
  const { records } = await context.list(subtasks, query);
  // A subtask that is newer than its task was read later. The caller may have lost access to the task
  // in between. If not, the event that brings the subtask comes after the cursor.
  return context.access === "all"
    ? records
    : records.filter(({ taskId, version }) => version <= (versions.get(taskId) ?? 0));
}
