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
import { AnswerBudget } from "../answer-budget.ts";

type ListQuery = Parameters<OperationContext["list"]>[1];

/**
 * Numbers of tasks in an answer of `boards.open`: of the newest tasks, and of further open tasks.
 */
const shown = { newest: 100, open: 1_000 };

/** A page of tasks reads at most this many pages of the index. */
const maxScans = 5;

/** A page of the index has at least this many tasks, because a filter may leave few of them. */
const minScan = 50;

/** Number of tasks that are read and checked together, before the next ones are read. */
const maxBatch = 32;

/** Approximate number of subtasks that one read loads. */
const maxSubtasksPerRead = 256;

/** Selects tasks. */
export interface TaskFilter {
  readonly state?: string | undefined;
  readonly kind?: string | undefined;
  readonly type?: string | undefined;
  readonly requesterId?: string | undefined;
  readonly involvedId?: string | undefined;
}

/**
 * Returns the kinds of states that a filter selects. `open` selects tasks that wait for a decision
 * or are being worked on.
 */
const kindsOf = (kind: string): readonly string[] =>
  kind === "open" ? ["waiting", "working"] : [kind];

const fits = (task: Task, { state, kind, type, requesterId, involvedId }: TaskFilter): boolean =>
  (state === undefined || task.state === state) &&
  (kind === undefined || kindsOf(kind).includes(task.kind)) &&
  (type === undefined || task.type === type) &&
  (requesterId === undefined || task.requesterId === requesterId) &&
  (involvedId === undefined || task.involved.includes(involvedId));

/**
 * Chooses the index with the fewest tasks that the filter then has to drop. Callers who don't see
 * all tasks always scan their own involvements.
 */
function scanFor({ state, kind, requesterId, involvedId }: TaskFilter, context: OperationContext) {
  const boardId = context.board().id;
  if (context.access !== "all")
    return { person: context.actor.userId, equals: { boardId, userId: context.actor.userId } };
  if (involvedId !== undefined)
    return { person: involvedId, equals: { boardId, userId: involvedId } };
  // There is no index of requesters: each requester is involved in their task, so the index of
  // involvements is good enough.
  if (requesterId !== undefined)
    return { person: requesterId, equals: { boardId, userId: requesterId } };
  const states = state !== undefined ? [state] : kind !== undefined ? statesOf(kind, context) : [];
  return states.length > 0 ? { states, equals: { boardId } } : { equals: { boardId } };
}

const statesOf = (kind: string, { definitions: { workflow } }: OperationContext): string[] => {
  const kinds = kindsOf(kind);
  return Object.keys(workflow.states).filter((state) =>
    kinds.includes(workflow.states[state]?.kind ?? ""),
  );
};

/** A page of tasks with all their subtasks. `next` is the position of the next page. */
interface TaskPage {
  readonly tasks: Task[];
  readonly subtasks: Subtask[];
  readonly next: string | null;
}

interface PageQuery {
  readonly limit: number;
  /** The task after which the page begins. */
  readonly after: string | undefined;
  readonly order: "asc" | "desc";
}

/**
 * Reads tasks that the caller may see, after the task `after` in the list. There can be fewer than
 * `limit` before the end of the list. Only `next: null` means the end.
 */
async function listTasks(
  context: OperationContext,
  filter: TaskFilter,
  { limit, after, order }: PageQuery,
  budget: AnswerBudget,
): Promise<TaskPage> {
  const scan = scanFor(filter, context);
  const found: { tasks: Task[]; subtasks: Subtask[] } = { tasks: [], subtasks: [] };
  const query = { limit: Math.max(limit, minScan), order, maxBytes: budget.left };
  const isWanted = (task: Task | undefined): task is Task =>
    task !== undefined && fits(task, filter) && maySee(task, context.access, context.actor.userId);
  /** The last task that was checked. */
  let place = after;
  // If few tasks match, one call must not scan the whole table: the caller asks for the next page.
  for (let scans = 0; scans < maxScans; scans++) {
    const { ids, read, isLast } = await scanTasks(context, scan, query, place);
    for (let from = 0; from < ids.length; from += maxBatch) {
      const batch = await read(ids.slice(from, from + maxBatch));
      const subtasks = await subtasksOf(batch.filter(isWanted), context);
      for (const [i, task] of batch.entries()) {
        const id = ids[from + i];
        if (isWanted(task)) {
          const own = subtasks.get(task.id) ?? [];
          if (!budget.takes(task, ...own)) return { ...found, next: place ?? null };
          found.tasks.push(task);
          found.subtasks.push(...own);
        }
        place = id;
        const isEnd = isLast && from + i === ids.length - 1;
        if (found.tasks.length === limit) return { ...found, next: isEnd ? null : (id ?? null) };
      }
    }
    if (isLast) return { ...found, next: null };
    // If the index gave fewer tasks than the limit, the page ended because of its bytes.
    if (found.tasks.length >= limit / 2 || ids.length < query.limit) break;
  }
  return { ...found, next: place ?? null };
}

/** One page of an index, with the tasks that it leads to. */
interface Scanned {
  readonly ids: string[];
  /** Reads the tasks from one position of the page to another. */
  read(ids: string[]): Promise<(Task | undefined)[]>;
  readonly isLast: boolean;
}

/**
 * Reads one page of an index. In all indexes, the tasks of a list are in the order of their ids. So
 * the id of a task is a position in the list, and it does not matter which index is used.
 */
async function scanTasks(
  context: OperationContext,
  scan: ReturnType<typeof scanFor>,
  query: Pick<ListQuery, "limit" | "order" | "maxBytes">,
  after: string | undefined,
): Promise<Scanned> {
  const { equals } = scan;
  const first = Object.values(equals);
  if ("person" in scan) {
    const from =
      after === undefined ? {} : { after: [...first, after, involvementId(after, scan.person)] };
    const index = "person";
    const { records, next } = await context.list(involvements, {
      ...query,
      ...from,
      equals,
      index,
    });
    return {
      ids: records.map(({ taskId }) => taskId),
      read: (ids) => context.get(tasks, ids),
      isLast: next === null,
    };
  }
  const lists = scan.states
    ? scan.states.map((state) => ({
        index: "state",
        first: [state, ...first],
        equals: { state, ...equals },
      }))
    : [{ index: "board", first, equals }];
  const pages = await Promise.all(
    lists.map(({ index, first, equals }) => {
      const from = after === undefined ? {} : { after: [...first, after] };
      return context.list(tasks, { ...query, ...from, equals, index });
    }),
  );
  return merged(pages, query.order);
}

/**
 * Merges several lists, each of which was read up to some task. Stops where the first unfinished
 * list stops, because that list may have the next task.
 */
function merged(
  pages: readonly { readonly records: Task[]; readonly next: unknown }[],
  order: ListQuery["order"],
): Scanned {
  const sign = order === "desc" ? -1 : 1;
  const compare = (a: string, b: string) => (a === b ? 0 : a < b ? -sign : sign);
  const ends = pages.flatMap(({ records, next }) => (next ? (records.at(-1)?.id ?? []) : []));
  const [end] = ends.sort(compare);
  const found = new Map(
    pages.flatMap(({ records }) => records.map((task) => [task.id, task] as const)),
  );
  const ids = [...found.keys()].sort(compare);
  return {
    ids: end === undefined ? ids : ids.filter((id) => compare(id, end) <= 0),
    read: async (some) => some.map((id) => found.get(id)),
    isLast: ends.length === 0,
  };
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

/**
 * Reads one page of tasks that the caller may see. `after` and `next` are page tokens as clients
 * get them.
 */
export async function taskPage(
  context: OperationContext,
  filter: TaskFilter,
  page: {
    readonly limit: number;
    readonly after: string | undefined;
    readonly order: TaskOrder;
  },
  budget = AnswerBudget.of(context),
): Promise<TaskPage> {
  const name = listName(filter, page.order, context);
  const [after] = page.after === undefined ? [] : decodePageToken(name, page.after, { length: 1 });
  const order = page.order === "newest" ? "desc" : "asc";
  const found = await listTasks(context, filter, { limit: page.limit, after, order }, budget);
  return { ...found, next: found.next && encodePageToken(name, [found.next]) };
}

/**
 * Reads the tasks for `boards.open`: first the newest tasks of all states, and then the open ones.
 * The open tasks may need several calls. `next` leads to older tasks of all states.
 *
 * @param after the position of the next open tasks. Null if there are no more.
 * @param left the maximum number of open tasks that further calls still return
 */
export async function currentTasks(
  context: OperationContext,
  budget: AnswerBudget,
  after: string | null | undefined,
  left: number = shown.open,
): Promise<TaskPage & { readonly nextOpen: string | null; readonly openLeft: number }> {
  const order = "newest";
  const none = { tasks: [], subtasks: [], next: null, nextOpen: null, openLeft: 0 };
  if (after === null) return none;
  const first = { after: undefined, order, limit: shown.newest } as const;
  const newest = after === undefined ? await taskPage(context, {}, first, budget) : none;
  const last = newest.tasks.at(-1)?.id;
  const name = listName({ kind: "open" }, order, context);
  const place = last === undefined ? after : newest.next && encodePageToken(name, [last]);
  if (!place) return { ...none, ...newest };
  // The answer has no space left for more of the newest tasks.
  if (after === undefined && newest.tasks.length < shown.newest)
    return { ...newest, nextOpen: place, openLeft: left };
  const limit = Math.min(left, shown.open);
  const open = await taskPage(context, { kind: "open" }, { after: place, order, limit }, budget);
  const openLeft = left - open.tasks.length;
  return {
    tasks: [...newest.tasks, ...open.tasks],
    subtasks: [...newest.subtasks, ...open.subtasks],
    next: newest.next,
    nextOpen: openLeft > 0 ? open.next : null,
    openLeft,
  };
}

/** Reads the subtasks of tasks, by the task's id. */
async function subtasksOf(
  of: readonly Task[],
  context: OperationContext,
): Promise<Map<string, Subtask[]>> {
  const found = new Map<string, Subtask[]>();
  for (const some of groupsOf(of.filter(({ total, cancelled }) => total + cancelled > 0))) {
    const versions = new Map(some.map(({ id, version }) => [id, version]));
    const query = { index: "task", equals: {}, each: [...versions.keys()], limit: maxSubtasks };
    const { records } = await context.list(subtasks, query);
    for (const one of records) {
      // If a subtask is newer than its task, it changed after the task was read, and the caller may
      // have lost access to the task in between. So it is left out. If the caller still has access,
      // the subtask arrives with an event after the cursor.
      if (context.access !== "all" && one.version > (versions.get(one.taskId) ?? 0)) continue;
      const own = found.get(one.taskId);
      if (own) own.push(one);
      else found.set(one.taskId, [one]);
    }
  }
  return found;
}

/** Yields the tasks in groups. One group has about as many subtasks as one read loads. */
function groupsOf(tasks: readonly Task[]): Task[][] {
  const groups: Task[][] = [];
  let size = Number.POSITIVE_INFINITY;
  for (const task of tasks) {
    const own = task.total + task.cancelled;
    if (size + own > maxSubtasksPerRead) {
      groups.push([]);
      size = 0;
    }
    groups.at(-1)?.push(task);
    size += own;
  }
  return groups;
}
