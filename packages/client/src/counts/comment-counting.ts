import { boardTopic, carriedIn, type Event, type HiddenEvent } from "@taskwire/core/model";
import type { TaskwireError } from "@taskwire/core/protocol";
import type { ClientCore } from "../client.ts";
import { type Follower, follow } from "../follow.ts";
import { followOwn } from "../follow-own.ts";
import { createPause } from "../pause.ts";
import { perClient } from "../per-client.ts";
import { retryDelay } from "../retry.ts";

/** The number of comments on a task, as the server counts them. */
export interface CommentCount {
  readonly taskId: string;
  readonly comments: number;
  readonly unread: number;
}

/** A place where the number of comments on a task is shown. */
export interface CountedTask {
  readonly taskId: string;
  /** Undefined: this person may not see the task, or there is none. */
  counted(count: CommentCount | undefined): void;
  /** With an error: it can't be kept up to date now. Without an error: it is again. */
  failed(error?: TaskwireError): void;
  /** The board is gone. */
  gone(error: TaskwireError): void;
}

interface Counting {
  join(task: CountedTask): () => void;
}

/** One call counts the comments of at most this many tasks. */
const maxTasks = 50;

const countingsOf = perClient<Counting>();

/**
 * Counts the comments on a task, and again after each change, until the function that it returns is
 * called. All tasks of a board share one subscription and their calls.
 */
export function countComments(client: ClientCore, boardId: string, task: CountedTask): () => void {
  const countings = countingsOf(client);
  const counting = countings.get(boardId) ?? createCounting(client, boardId, countings);
  countings.set(boardId, counting);
  return counting.join(task);
}

function createCounting(
  client: ClientCore,
  boardId: string,
  countings: Map<string, Counting>,
): Counting {
  const tasks = new Set<CountedTask>();
  /** The ids of tasks whose number may have changed since it was read. */
  const stale = new Set<string>();
  /** The topics that are not followed yet. A number that is read before would miss changes. */
  const missing = new Set(["board", "own"]);
  let reading: AbortController | undefined;
  let hasRead = false;
  let cancelRetry = () => {};
  const pause = createPause(client.runtime, () => void read());

  const each = (visit: (task: CountedTask) => void) => [...tasks].forEach(visit);
  const isShown = (id: string) => [...tasks].some(({ taskId }) => taskId === id);

  function refresh(ids: Iterable<string>) {
    for (const id of ids) if (isShown(id)) stale.add(id);
    if (stale.size === 0 || missing.size > 0 || reading) return;
    if (hasRead) return pause.request();
    hasRead = true;
    // The cards of a page begin together, and their numbers are read together.
    queueMicrotask(() => void read());
  }

  async function read() {
    const ending = new AbortController();
    reading = ending;
    cancelRetry();
    pause.begin();
    const taskIds = [...stale].filter(isShown).slice(0, maxTasks);
    for (const id of taskIds) stale.delete(id);
    try {
      if (taskIds.length > 0) await count(taskIds, ending);
    } catch (reason) {
      if (ending.signal.aborted) return;
      const error = reason as TaskwireError;
      for (const id of taskIds) stale.add(id);
      each((task) => task.failed(error));
      const delay = client.closed ? undefined : retryDelay(error, client.runtime);
      if (delay === undefined) reading = undefined;
      else cancelRetry = client.runtime.timer(delay, () => void read());
      return;
    }
    if (ending.signal.aborted) return;
    reading = undefined;
    // If there are more tasks than fit into one call, the others were not read just now.
    if (taskIds.length === maxTasks && stale.size > 0) await read();
    else refresh([]);
  }

  async function count(taskIds: readonly string[], ending: AbortController) {
    const input = { boardId, taskIds };
    const { counts } = (await client.call("comments.counts", input, ending)) as {
      readonly counts: readonly CommentCount[];
    };
    if (ending.signal.aborted) return;
    const found = new Map(counts.map((one) => [one.taskId, one]));
    each((task) => {
      if (taskIds.includes(task.taskId)) task.counted(found.get(task.taskId));
    });
  }

  function follower(
    name: "board" | "own",
    idOf: (event: Event | HiddenEvent) => readonly string[],
  ): Follower<void> {
    return {
      open: async () => {},
      replace() {
        missing.delete(name);
        refresh([...tasks].map(({ taskId }) => taskId));
      },
      apply: (events) => refresh(events.flatMap(idOf)),
      failed: (error) => each((task) => task.failed(error)),
      gone(error) {
        stop();
        each((task) => task.gone(error));
      },
    };
  }

  /** The tasks whose comments, or whether I may see them, an event of the board changes. */
  const onBoard = (event: Event | HiddenEvent): readonly string[] =>
    "data" in event && !event.erase
      ? [...carriedIn(event)].flatMap(({ collection, record }) =>
          collection === "comments" ? record.taskId : [],
        )
      : [event.subject];

  /** The tasks whose comments I have read. */
  const ofOwn = (event: Event | HiddenEvent): readonly string[] =>
    [...carriedIn(event)].flatMap(({ collection, record }) =>
      collection === "comment_markers" ? record.taskId : [],
    );

  const followings = [
    follow(client, boardTopic(boardId), follower("board", onBoard)),
    followOwn(client, follower("own", ofOwn)),
  ];

  function stop() {
    if (countings.get(boardId) === counting) countings.delete(boardId);
    reading?.abort();
    reading = undefined;
    cancelRetry();
    pause.cancel();
    for (const following of followings) following.leave();
  }

  const counting: Counting = {
    join(task) {
      tasks.add(task);
      refresh([task.taskId]);
      return () => {
        if (tasks.delete(task) && tasks.size === 0) stop();
      };
    },
  };
  return counting;
}
