import {
  type Board,
  boardTopic,
  carriedIn,
  type Event,
  type HiddenEvent,
  type Member,
  type Subtask,
  type Task,
} from "@taskwire/core/model";
import { TaskwireError } from "@taskwire/core/protocol";
import type { App } from "../app.ts";
import type { ClientCore } from "../client.ts";
import { isNewer, membersAfter } from "../event-records.ts";
import { type Following, follow } from "../follow.ts";
import { createJudging } from "../judging.ts";
import { keep } from "../keep.ts";
import { createSnapshotSource, type SnapshotSource } from "../snapshot-source.ts";
import { type TaskView, viewOf } from "../task-view.ts";

/**
 * A task at one moment. It never changes. If a part stays equal, the next snapshot has the same
 * object.
 */
export interface TaskSnapshot<A extends App = App> {
  /** `gone`: there is no such task, or this person may not see it any more. */
  readonly status: "loading" | "ready" | "gone";
  readonly task: TaskView<A> | undefined;
  /** The person who is connected. `role` is their role on the task's board. */
  readonly me: { readonly id: string; readonly name: string; readonly role: string } | undefined;
  /** Set if the task can't be loaded now, if it is gone, or if the client has stopped. */
  readonly error?: TaskwireError;
}

/** A task that stays up to date, in the shape that React's `useSyncExternalStore` takes. */
export interface TaskStore<A extends App = App> extends SnapshotSource<TaskSnapshot<A>> {
  /**
   * Removes the listeners that were added through this object. Stops the store now, instead of 30 s
   * later, if nobody else subscribes to it. It starts again if it is used again.
   */
  close(): void;
}

interface About {
  readonly board: Board;
  readonly me: Member | null;
  readonly cursor: string;
}

interface TaskState extends About {
  readonly task: Task;
  readonly subtasks: readonly Subtask[];
}

export function createTaskStore(
  client: ClientCore,
  ids: { readonly boardId: string; readonly taskId: string },
): TaskStore {
  const { boardId, taskId } = ids;
  let status: TaskSnapshot["status"] = "loading";
  let error: TaskwireError | undefined;
  let board: Board | undefined;
  let member: Member | undefined;
  let task: Task | undefined;
  let subtasks: readonly Subtask[] = [];
  const judge = createJudging();
  let drawnFrom: { readonly [Part in "task" | "subtasks" | "by"]: unknown } | undefined;
  let me: TaskSnapshot["me"];
  let view: TaskView | undefined;
  let following: Following | undefined;
  const { show, ...source } = createSnapshotSource(client, draw(), start);

  function draw(): TaskSnapshot {
    const { welcome } = client;
    if (!welcome || !task) return { status, task: undefined, me };
    const by = judge(welcome, { board, member });
    const from = keep(drawnFrom, { task, subtasks, by });
    if (from !== drawnFrom) view = viewOf(task, subtasks, by);
    drawnFrom = from;
    me = by.me;
    return { status, task: view, me };
  }

  function changed() {
    show(draw(), error);
  }

  function putSubtask(subtask: Subtask) {
    const held = subtasks.find(({ id }) => id === subtask.id);
    if (!isNewer(subtask, held)) return;
    const others = subtasks.filter((one) => one !== held);
    subtasks = [...others, subtask].sort(
      (a, b) => a.position - b.position || (a.id < b.id ? -1 : 1),
    );
  }

  /** Returns whether the event hides the task. */
  function apply(event: Event | HiddenEvent): boolean {
    // The state that was read may be newer than this event, and the task may be visible again.
    if (!("data" in event) || event.erase)
      return event.subject === taskId && (task?.version ?? 0) < event.number;
    for (const { collection, change, record } of carriedIn(event)) {
      if (collection === "boards" && isNewer(record, board)) board = record;
      if (collection === "tasks" && record.id === taskId && isNewer(record, task)) task = record;
      if (collection === "subtasks" && record.taskId === taskId) putSubtask(record);
      if (collection === "members" && member?.id === record.id)
        [member] = membersAfter([member], record, change);
    }
    return false;
  }

  function gone(reason: TaskwireError) {
    board = member = task = undefined;
    subtasks = [];
    status = "gone";
    error = reason;
    changed();
  }

  function start() {
    // The first connection says who the person is. After a later connection, the roles may have
    // changed.
    const stopListening = client.onStatus(changed);
    const joined = follow<TaskState>(client, boardTopic(boardId), {
      async open(ending) {
        // The answer of `comments.list` has the facts that verdicts depend on. Its cursor is from
        // before the task was read.
        const about = await client.call("comments.list", { ...ids, limit: 1 }, ending);
        const state = await client.call("tasks.get", ids, ending);
        return { ...(about as About), ...(state as Pick<TaskState, "task" | "subtasks">) };
      },
      cursorOf: ({ cursor }) => cursor,
      replace(state) {
        ({ board, task } = state);
        member = state.me ?? undefined;
        subtasks = [];
        for (const subtask of state.subtasks) putSubtask(subtask);
        status = "ready";
        error = undefined;
        changed();
      },
      apply(events) {
        if (events.some(apply)) {
          following?.leave();
          return gone(new TaskwireError("not_found", "It is gone or hidden."));
        }
        changed();
      },
      failed(reason) {
        error = reason;
        changed();
      },
      gone,
    });
    following = joined;
    return () => {
      joined.leave();
      stopListening();
    };
  }

  return source;
}
