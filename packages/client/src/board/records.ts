import {
  type Board,
  type Event,
  type HiddenEvent,
  type Member,
  recordsIn,
  type Subtask,
  type Task,
} from "@taskwire/core/model";
import { isNews, membersAfter } from "../event-records.ts";

/** A page of tasks with all their subtasks. */
export interface TaskPage {
  readonly tasks: readonly Task[];
  readonly subtasks: readonly Subtask[];
  /** Where the older tasks begin, or null when these are all. */
  readonly next: string | null;
}

/** What opening a board answers. The cursor was read before the rest: events from there on may be in it already. */
export interface BoardState extends TaskPage {
  readonly board: Board;
  readonly members: readonly Member[];
  readonly cursor: string;
}

/** The records of a board, each in the newest version seen. Whatever the order in which answers and events come in, they end up the same. */
export interface Records {
  readonly board: Board | undefined;
  readonly members: readonly Member[];
  /** In no order. Only those whose subtasks are all here. */
  tasks(): Iterable<Task>;
  /** By position; the same array until one of them changes. */
  subtasksOf(taskId: string): readonly Subtask[];
  replace(state: BoardState): void;
  clear(): void;
  apply(event: Event | HiddenEvent): void;
  /** Call it when asking for a page: from then on deletions are remembered. Returns what takes the answer, if there is one, and ends that; false: it is of no use any more. */
  expectPage(): (page?: TaskPage) => boolean;
}

const none: readonly Subtask[] = [];

export function createRecords(): Records {
  let board: Board | undefined;
  let members: readonly Member[] = [];
  const tasks = new Map<string, Task>();
  const work = new Map<string, readonly Subtask[]>();
  /** Tasks that came with all their subtasks. Of an older one that isn't loaded yet, an event may bring one subtask alone. */
  const loaded = new Set<string>();
  /**
   * The tasks that were hidden while a page is under way, so that the answer can't bring them back. A task that is shown
   * again comes whole with the event that shows it.
   */
  let hidden: Set<string> | undefined;

  function putTask(task: Task) {
    if (isNews(task, tasks.get(task.id))) tasks.set(task.id, task);
  }

  function putSubtask(subtask: Subtask) {
    const list = work.get(subtask.taskId) ?? none;
    const held = list.find(({ id }) => id === subtask.id);
    if (!isNews(subtask, held)) return;
    const next = [...list.filter((one) => one !== held), subtask];
    work.set(
      subtask.taskId,
      next.sort((a, b) => a.position - b.position || (a.id < b.id ? -1 : 1)),
    );
  }

  function putPage(page: TaskPage) {
    for (const task of page.tasks) {
      if (hidden?.has(task.id)) continue;
      putTask(task);
      loaded.add(task.id);
    }
    for (const subtask of page.subtasks) if (!hidden?.has(subtask.taskId)) putSubtask(subtask);
  }

  function hide({ subject, number }: HiddenEvent) {
    hidden?.add(subject);
    // The state may be newer than the event, and the task visible again since.
    if ((tasks.get(subject)?.version ?? 0) < number) drop(subject);
  }

  function drop(taskId: string) {
    tasks.delete(taskId);
    work.delete(taskId);
    loaded.delete(taskId);
  }

  function applyEvent(event: Event) {
    for (const { collection, change, record } of recordsIn(event)) {
      if (collection === "boards" && isNews(record, board)) board = record;
      if (collection === "members") members = membersAfter(members, record, change);
      if (collection === "subtasks") putSubtask(record);
      if (collection === "tasks") putTask(record);
    }
  }

  // The total of a task doesn't count what was cancelled.
  const isWhole = ({ id, total }: Task) =>
    (work.get(id) ?? none).filter(({ state }) => state !== "cancelled").length >= total;

  function clear() {
    board = undefined;
    members = [];
    for (const id of [...tasks.keys(), ...work.keys()]) drop(id);
    hidden = undefined;
  }

  return {
    get board() {
      return board;
    },
    get members() {
      return members;
    },
    *tasks() {
      for (const task of tasks.values()) if (loaded.has(task.id) || isWhole(task)) yield task;
    },
    subtasksOf: (taskId) => work.get(taskId) ?? none,
    clear,
    replace(state) {
      clear();
      board = state.board;
      members = state.members;
      putPage(state);
    },
    apply(event) {
      // Only a hidden event has no data: the type of a host's own event is any string.
      if ("data" in event) applyEvent(event);
      else hide(event);
    },
    expectPage() {
      const mine = new Set<string>();
      hidden = mine;
      return (page) => {
        // Another state has taken this one's place since: the page belongs to what was.
        if (hidden !== mine) return false;
        if (page) putPage(page);
        hidden = undefined;
        return true;
      };
    },
  };
}
