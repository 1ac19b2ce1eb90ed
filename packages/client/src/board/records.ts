import type { Board, Event, HiddenEvent, Member, Subtask, Task } from "@taskwire/core/model";
import { isNews, membersAfter, recordOf, stamped } from "../event-records.ts";

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
   * While a page is under way, what happened to tasks since: `hidden`, so that the answer can't bring them back (who is
   * shown one again gets the whole of it by event), or the last number of one that isn't here, which is its version.
   */
  let meanwhile: Map<string, number | "hidden"> | undefined;

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
      const since = meanwhile?.get(task.id) ?? 0;
      if (since === "hidden") continue;
      putTask(since > task.version ? { ...task, version: since } : task);
      loaded.add(task.id);
    }
    for (const subtask of page.subtasks)
      if (meanwhile?.get(subtask.taskId) !== "hidden") putSubtask(subtask);
  }

  function hide({ subject, number }: HiddenEvent) {
    meanwhile?.set(subject, "hidden");
    // The state may be newer than the event, and the task in sight again since.
    if ((tasks.get(subject)?.version ?? 0) < number) drop(subject);
  }

  function drop(taskId: string) {
    tasks.delete(taskId);
    work.delete(taskId);
    loaded.delete(taskId);
  }

  function applyEvent(event: Event) {
    const { number, subject, data } = event;
    const ofBoard = recordOf<Board>(event, "board");
    if (ofBoard && isNews(ofBoard, board)) board = ofBoard;

    members = membersAfter(members, event);

    const subtask = recordOf<Subtask>(event, "subtask");
    if (subtask) putSubtask(subtask);
    for (const one of (data.subtasks ?? []) as readonly unknown[]) putSubtask(stamped(event, one));

    const task = recordOf<Task>(event, "task");
    if (task) putTask(task);
    // Each event about a task counts as a version of it, whether it changes the task's own fields or not.
    const held = tasks.get(subject);
    if (!held && meanwhile?.get(subject) !== "hidden") meanwhile?.set(subject, number);
    if (held && held.version < number) tasks.set(subject, { ...held, version: number });
  }

  // The total of a task doesn't count what was cancelled.
  const isWhole = ({ id, total }: Task) =>
    (work.get(id) ?? none).filter(({ state }) => state !== "cancelled").length >= total;

  function clear() {
    board = undefined;
    members = [];
    for (const id of [...tasks.keys(), ...work.keys()]) drop(id);
    meanwhile = undefined;
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
      const mine = new Map<string, number | "hidden">();
      meanwhile = mine;
      return (page) => {
        // Another state has taken this one's place since: the page belongs to what was.
        if (meanwhile !== mine) return false;
        if (page) putPage(page);
        meanwhile = undefined;
        return true;
      };
    },
  };
}
