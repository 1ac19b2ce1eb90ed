import { boardTopic } from "@taskwire/core/model";
import type { App } from "../app.ts";
import type { ClientCore } from "../client.ts";
import { type Arrival, follow } from "../follow.ts";
import { createListeners } from "../listeners.ts";
import { createShown, type Shown } from "../shown.ts";
import { type BoardState, createRecords, type TaskPage } from "./records.ts";
import { type BoardSnapshot, createSnapshots, type Progress } from "./snapshot.ts";

/** A board that keeps itself up to date, in the shape that React's `useSyncExternalStore` takes. */
export interface BoardStore<A extends App = App> extends Shown<BoardSnapshot<A>> {
  /** The events as they arrive, after the snapshot has them. */
  onEvents(listener: (events: Arrival) => void): () => void;
  /** Adds the next older tasks. Rejects as calls do. */
  loadMore(): Promise<void>;
  /** Gives it up. The board is followed until the last store of it is closed. */
  close(): void;
}

/** Opens the board, follows it, and opens it again when it is told to. */
export function createBoardStore(client: ClientCore, boardId: string): BoardStore {
  const records = createRecords();
  const draw = createSnapshots(records);
  const arrivals = createListeners<[Arrival]>();
  let progress: Progress = { status: "loading", hasMore: false, error: undefined };
  const { show, ...shown } = createShown(draw(progress, client.welcome));
  let next: string | null = null;
  let more: Promise<void> | undefined;
  const ended = new AbortController();

  function changed(change: Partial<Progress> = {}) {
    progress = { ...progress, ...change };
    show(draw(progress, client.welcome));
  }

  async function loadPage(after: string) {
    const take = records.expectPage();
    let page: TaskPage | undefined;
    try {
      page = (await client.call("tasks.list", { boardId, after }, ended)) as TaskPage;
    } finally {
      if (take(page) && page) {
        next = page.next;
        changed({ hasMore: next !== null });
      }
    }
  }

  // Another connection may come with other roles, and the first one says who one is.
  const stopListening = client.onStatus(() => changed());
  const following = follow<BoardState>(client, boardTopic(boardId), {
    open: (ending) => client.call("boards.open", { boardId }, ending) as Promise<BoardState>,
    cursorOf: ({ cursor }) => cursor,
    replace(state) {
      records.replace(state);
      more = undefined;
      next = state.next;
      changed({ status: "ready", hasMore: next !== null, error: undefined });
    },
    apply(events) {
      for (const event of events) records.apply(event);
      changed();
      arrivals.tell(events);
    },
    failed: (error) => changed({ error }),
    gone(error) {
      ended.abort();
      records.clear();
      changed({ status: "gone", hasMore: false, error });
    },
  });

  return {
    ...shown,
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
      ended.abort();
      following.leave();
      stopListening();
    },
  };
}
