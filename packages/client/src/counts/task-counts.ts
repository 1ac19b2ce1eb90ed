import {
  boardTopic,
  carriedIn,
  type Event,
  type HiddenEvent,
  type StateKind,
  type TaskOf,
} from "@taskwire/core/model";
import type { TaskwireError } from "@taskwire/core/protocol";
import type { App } from "../app.ts";
import type { ClientCore } from "../client.ts";
import { type Following, follow } from "../follow.ts";
import { keep } from "../keep.ts";
import { createPause } from "../pause.ts";
import { createSnapshotSource, type SnapshotSource } from "../snapshot-source.ts";

type StateOf<T> = T extends { readonly state: infer State } ? State : never;

/** The number of tasks in one state. */
export interface TaskCount<A extends App = App> {
  readonly state: StateOf<TaskOf<A>>;
  readonly kind: StateKind;
  /** Counted up to 1,000. */
  readonly count: number;
  /** Whether there are more tasks than `count`. */
  readonly more: boolean;
}

/** The numbers of tasks at one moment. It never changes; counts that are the same stay the same objects. */
export interface TaskCountsSnapshot<A extends App = App> {
  /** `gone`: there is no such board, or this person may not see it any more. */
  readonly status: "loading" | "ready" | "gone";
  /** In the order of the workflow's states. Each state is there, also with 0 tasks. */
  readonly counts: readonly TaskCount<A>[];
  /** Why it can't be loaded now, why it is gone, or why the client has stopped and it stays as it is. */
  readonly error?: TaskwireError;
}

/** The numbers of tasks, up to date, in the shape that React's `useSyncExternalStore` takes. */
export interface TaskCountsStore<A extends App = App>
  extends SnapshotSource<TaskCountsSnapshot<A>> {
  /**
   * Removes the listeners that were added through this object. Stops the store now, instead of 30 s
   * later, if nobody else subscribes to it. It starts again if it is used again.
   */
  close(): void;
}

interface State {
  readonly counts: readonly TaskCount[];
  readonly cursor: string;
}

/** Whether an event may change the number of tasks in some state. */
function concerns(event: Event | HiddenEvent): boolean {
  // A hidden or deleted thing may be a task.
  if (!("data" in event) || event.erase) return true;
  // If an edit changes the state, another event says so.
  if (event.type === "task.edited") return false;
  return [...carriedIn(event)].some(({ collection }) => collection === "tasks");
}

export function createTaskCountsStore(client: ClientCore, boardId: string): TaskCountsStore {
  let counts: readonly TaskCount[] = [];
  let status: TaskCountsSnapshot["status"] = "loading";
  let isReading = false;
  let isStale = false;
  let following: Following;
  const pause = createPause(client.runtime, () => following.reopen());
  const { show, ...source } = createSnapshotSource<TaskCountsSnapshot>(
    client,
    { status, counts },
    start,
  );

  function refresh() {
    isStale = true;
    if (!isReading) pause.request();
  }

  function start() {
    following = follow<State>(client, boardTopic(boardId), {
      open(ending) {
        isReading = true;
        isStale = false;
        pause.begin();
        return client.call("tasks.counts", { boardId }, ending) as Promise<State>;
      },
      cursorOf: ({ cursor }) => cursor,
      replace(state) {
        isReading = false;
        const next = state.counts.map((count, i) => keep(counts[i], count));
        counts = keep(counts, next);
        status = "ready";
        show({ status, counts }, undefined);
        if (isStale) refresh();
      },
      apply(events) {
        if (events.some(concerns)) refresh();
      },
      failed(error) {
        isReading &&= !error;
        show({ status, counts }, error);
      },
      gone(error) {
        pause.cancel();
        counts = [];
        status = "gone";
        show({ status, counts }, error);
      },
    });

    return () => {
      pause.cancel();
      isReading = false;
      following.leave();
    };
  }

  return source;
}
