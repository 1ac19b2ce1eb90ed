import type { OperationContext } from "../../engine/operation/context.ts";
import { maySee } from "../../model/access.ts";
import { involvements } from "../../model/involvement.ts";
import { maxSubtasks, type Subtask, subtasks } from "../../model/subtask.ts";
import { type Task, tasks } from "../../model/task.ts";

/** The position in an index at which a page ends. */
type PageEnd = readonly unknown[];

/** The number of tasks of each open state that an opened board shows. */
const openTasks = 500;

/** The number of tasks of all states that an opened board shows. */
const newestTasks = 100;

/** A page of tasks reads at most this many pages of the index. */
const maxScans = 5;

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
    return { index: "state", equals: { boardId, state: only } };
  return { index: "board", equals: { boardId } };
}

const statesOf = (kind: string, { definitions: { workflow } }: OperationContext): string[] =>
  Object.keys(workflow.states).filter((state) => workflow.states[state]?.kind === kind);

/**
 * Reads one page of tasks that the caller may see. A page can be shorter than `limit`; only
 * `next: null` is the end.
 */
export async function listTasks(
  context: OperationContext,
  filter: TaskFilter,
  page: {
    readonly limit: number;
    readonly after: PageEnd | undefined;
    readonly order: "asc" | "desc";
  },
): Promise<{ tasks: Task[]; next: PageEnd | null }> {
  const scan = scanFor(filter, context);
  const found: Task[] = [];
  let { after } = page;
  // If few tasks match, one call must not scan the whole table: the caller asks for the next page.
  for (let scans = 0; scans < maxScans; scans++) {
    const query = {
      limit: page.limit,
      order: page.order,
      equals: scan.equals,
      ...(after && { after }),
    };
    const { records, next } = await ("person" in scan
      ? involvedTasks(context, query)
      : context.list(tasks, { ...query, index: scan.index }));
    for (const task of records) {
      if (task && fits(task, filter) && maySee(task, context.access, context.actor.userId))
        found.push(task);
    }
    if (!next) return { tasks: found, next: null };
    after = next;
    if (found.length >= page.limit / 2) break;
  }
  return { tasks: found, next: after ?? null };
}

async function involvedTasks(
  context: OperationContext,
  query: Omit<Parameters<OperationContext["list"]>[1], "index">,
) {
  const { records, next } = await context.list(involvements, { ...query, index: "person" });
  return {
    records: await context.get(
      tasks,
      records.map(({ taskId }) => taskId),
    ),
    next,
  };
}

/** Reads the tasks that an opened board shows: the open ones, and the newest of all. */
export async function currentTasks(
  context: OperationContext,
): Promise<{ tasks: Task[]; next: PageEnd | null }> {
  const first = { after: undefined, order: "desc" } as const;
  const openStates = ["waiting", "working"].flatMap((kind) => statesOf(kind, context));
  const open = await Promise.all(
    openStates.map((state) => listTasks(context, { state }, { ...first, limit: openTasks })),
  );
  const newest = await listTasks(context, {}, { ...first, limit: newestTasks });
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
