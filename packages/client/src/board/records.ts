import {
  type Board,
  carriedIn,
  type Event,
  type HiddenEvent,
  type Member,
  type Subtask,
  type Task,
} from "@taskwire/core/model";
import { isNewer, membersAfter } from "../event-records.ts";

/** A page of tasks, with all their subtasks. */
export interface TaskPage {
  readonly tasks: readonly Task[];
  readonly subtasks: readonly Subtask[];
  /** The position where older tasks begin. Null if there are none. */
  readonly next: string | null;
}

/**
 * The result of `boards.open`. Its cursor was read before the records. So the records may already
 * contain the first events after the cursor.
 */
export interface BoardState extends TaskPage {
  readonly board: Board;
  readonly members: readonly Member[];
  readonly cursor: string;
}

/**
 * The records of a board. It has the newest version of each record. The order in which results and
 * events arrive makes no difference.
 */
export interface Records {
  readonly state: {
    readonly board: Board | undefined;
    readonly members: readonly Member[];
    /** Whether there are older tasks. */
    readonly hasMore: boolean;
  };
  /**
   * Returns the drawn tasks as they are now, newest first. Tasks are shown if they are loaded with
   * all their subtasks. A board has thousands of tasks, and an event changes one of them. So only
   * the tasks that have changed since the last call are drawn. A call forgets these changes, so
   * there can be only one caller.
   *
   * @param drawn the result of the last call. Empty: all tasks are drawn.
   */
  redraw<View extends { readonly id: string }>(
    drawn: readonly View[],
    draw: (task: Task, subtasks: readonly Subtask[]) => View,
  ): View[];
  /**
   * The subtasks of a task in the order of their positions. Returns the same array until one of
   * them changes.
   */
  subtasksOf(taskId: string): readonly Subtask[];
  replace(state: BoardState): void;
  clear(): void;
  apply(event: Event | HiddenEvent): void;
  /**
   * Call before fetching a page of older tasks. `next` is the cursor to send. `take` merges the page, or
   * returns false if the records were replaced meanwhile. Undefined if there are no older tasks.
   */
  expectOlder(): { readonly next: string; take(page: TaskPage): boolean } | undefined;
}

const none: readonly Subtask[] = [];

export function createRecords(): Records {
  let board: Board | undefined;
  let members: readonly Member[] = [];
  let next: string | null | undefined;
  const tasks = new Map<string, Task>();
  const subtasks = new Map<string, readonly Subtask[]>();
  /**
   * Ids of the tasks that came with all their subtasks. An event may also contain a single subtask
   * of an older task whose page is not loaded.
   */
  const loaded = new Set<string>();
  const all = [tasks, subtasks, loaded];
  /**
   * Ids of the tasks that were hidden since a page was requested. The page must not bring them
   * back. If a task becomes visible again, an event contains all of it.
   */
  let hidden: Set<string> | undefined;
  /** Ids of the tasks that came or changed since the last drawing. */
  const touched = new Set<string>();

  const subtasksOf = (taskId: string) => subtasks.get(taskId) ?? none;

  function putTask(task: Task) {
    const { id } = task;
    if (!isNewer(task, tasks.get(id))) return;
    tasks.set(id, task);
    touched.add(id);
  }

  function putSubtask(subtask: Subtask) {
    const { id, taskId } = subtask;
    const siblings = subtasksOf(taskId);
    const held = siblings.find((one) => one.id === id);
    if (!isNewer(subtask, held)) return;
    const others = siblings.filter((one) => one !== held);
    touched.add(taskId);
    subtasks.set(
      taskId,
      [...others, subtask].sort((a, b) => a.position - b.position || (a.id < b.id ? -1 : 1)),
    );
  }

  function putPage(page: TaskPage) {
    next = page.next;
    for (const task of page.tasks) {
      if (hidden?.has(task.id)) continue;
      putTask(task);
      loaded.add(task.id);
    }
    for (const subtask of page.subtasks) if (!hidden?.has(subtask.taskId)) putSubtask(subtask);
  }

  // A task's total doesn't count cancelled subtasks.
  const isWhole = ({ id, total }: Task) =>
    loaded.has(id) || subtasksOf(id).filter(({ state }) => state !== "cancelled").length >= total;

  function clear() {
    for (const records of all) records.clear();
    board = next = hidden = undefined;
    members = [];
  }

  return {
    get state() {
      return { board, members, hasMore: !!next };
    },
    redraw(drawn, draw) {
      const views = drawn.filter(({ id }) => tasks.has(id) && !touched.has(id));
      for (const id of drawn.length ? touched : tasks.keys()) {
        const task = tasks.get(id);
        if (task && isWhole(task)) views.push(draw(task, subtasksOf(id)));
      }
      touched.clear();
      // Ids are UUIDv7, so they sort by age.
      return views.sort((a, b) => (a.id < b.id ? 1 : -1));
    },
    subtasksOf,
    clear,
    replace(state) {
      clear();
      ({ board, members } = state);
      putPage(state);
    },
    apply(event) {
      for (const { collection, change, record } of carriedIn(event)) {
        if (collection === "boards" && isNewer(record, board)) board = record;
        if (collection === "members") members = membersAfter(members, record, change);
        if (collection === "subtasks") putSubtask(record);
        if (collection === "tasks") putTask(record);
      }
      // A hidden event is recognized by its missing data. Its type does not show that it is hidden,
      // because an app may have events of any type. An event that erases its subject hides it too.
      if ("data" in event && !event.erase) return;
      const { subject, number } = event;
      hidden?.add(subject);
      // The state that was read may be newer than this event, and the task may be visible again.
      if ((tasks.get(subject)?.version ?? 0) < number)
        for (const records of all) records.delete(subject);
    },
    expectOlder() {
      if (!next) return undefined;
      const mine = new Set<string>();
      hidden = mine;
      return {
        next,
        take(page) {
          if (hidden !== mine) return false;
          putPage(page);
          hidden = undefined;
          return true;
        },
      };
    },
  };
}
