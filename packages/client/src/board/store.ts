import { boardTopic, type Event, type HiddenEvent } from "@taskwire/core/model";
import type { TaskwireError } from "@taskwire/core/protocol";
import type { ClientCore } from "../client.ts";
import { closedError } from "../closed.ts";
import { createListeners } from "../listeners.ts";
import { retryDelay } from "../retry.ts";
import type { Subscription, SubscriptionHandlers } from "../subscriptions.ts";
import { type BoardState, createRecords, type TaskPage } from "./records.ts";
import { type BoardSnapshot, createSnapshots, type Progress } from "./snapshot.ts";

/** A board that keeps itself up to date, in the shape that React's `useSyncExternalStore` takes. */
export interface BoardStore {
  /** Tells when there is another snapshot. Returns what ends that. */
  subscribe(listener: () => void): () => void;
  getSnapshot(): BoardSnapshot;
  /** The events as they arrive, after the snapshot has them. */
  onEvents(listener: (events: readonly (Event | HiddenEvent)[]) => void): () => void;
  /** Adds the next older tasks. Rejects as calls do. */
  loadMore(): Promise<void>;
  /** Gives it up. The board is followed until the last store of it is closed. */
  close(): void;
}

/** Opens the board, follows it, and opens it again when it is told to. */
export function createBoardStore(client: ClientCore, boardId: string): BoardStore {
  const records = createRecords();
  const draw = createSnapshots(records);
  const listeners = createListeners();
  const arrivals = createListeners<[readonly (Event | HiddenEvent)[]]>();
  let progress: Progress = { status: "loading", hasMore: false, error: undefined };
  let snapshot = draw(progress, client.welcome);
  let subscription: Subscription | undefined;
  let next: string | null = null;
  let more: Promise<void> | undefined;
  const ended = new AbortController();
  const ending = { signal: ended.signal };
  let endWait: (() => void) | undefined;

  function changed(change: Partial<Progress> = {}) {
    progress = { ...progress, ...change };
    const drawn = draw(progress, client.welcome);
    if (drawn === snapshot) return;
    snapshot = drawn;
    listeners.tell();
  }

  const handlers: SubscriptionHandlers = {
    onEvents(events) {
      for (const event of events) records.apply(event);
      changed();
      arrivals.tell(events);
    },
    onReload: () => void open(),
    onEnd(error) {
      subscription = undefined;
      gone(error);
    },
  };

  async function open() {
    try {
      const state = (await client.call("boards.open", { boardId }, ending)) as BoardState;
      if (ended.signal.aborted) return;
      if (subscription) subscription.resume(state.cursor);
      else subscription = client.subscribe(boardTopic(boardId), handlers, state.cursor);
      records.replace(state);
      more = undefined;
      next = state.next;
      changed({ status: "ready", hasMore: next !== null, error: undefined });
    } catch (error) {
      // A client that is closed says so itself.
      if (!ended.signal.aborted && !client.closed) failed(error as TaskwireError);
    }
  }

  function failed(error: TaskwireError) {
    if (error.code === "not_found" || error.code === "forbidden") return gone(error);
    const delay = client.closed ? undefined : retryDelay(error, client.runtime);
    if (delay !== undefined) endWait = client.runtime.timer(delay, () => void open());
    changed({ error });
  }

  function gone(error: TaskwireError) {
    stop();
    records.clear();
    changed({ status: "gone", hasMore: false, error });
  }

  function stop() {
    ended.abort();
    endWait?.();
    subscription?.unsubscribe();
    subscription = undefined;
  }

  async function loadPage(after: string) {
    const take = records.expectPage();
    let page: TaskPage | undefined;
    try {
      page = (await client.call("tasks.list", { boardId, after }, ending)) as TaskPage;
    } finally {
      if (take(page) && page) {
        next = page.next;
        changed({ hasMore: next !== null });
      }
    }
  }

  // Another connection may come with other roles, and the first one says who one is.
  const stopListening = client.onStatus(() => changed());
  const stopHearing = client.onClose((closed) => {
    endWait?.();
    failed(closedError(closed));
  });
  if (client.closed) failed(closedError(client.closed));
  else void open();

  return {
    subscribe: listeners.add,
    getSnapshot: () => snapshot,
    onEvents: arrivals.add,
    loadMore() {
      if (next === null || progress.status !== "ready") return Promise.resolve();
      if (more) return more;
      const mine = loadPage(next).finally(() => {
        if (more === mine) more = undefined;
      });
      more = mine;
      return mine;
    },
    close() {
      stop();
      stopListening();
      stopHearing();
    },
  };
}
