import { boardTopic } from "@taskwire/core/model";
import type { App } from "../app.ts";
import type { ClientCore } from "../client.ts";
import { type Arrival, follow } from "../follow.ts";
import { createListeners } from "../listeners.ts";
import { createPaging } from "../paging.ts";
import { readAll } from "../read-all.ts";
import { createSnapshotSource, type SnapshotSource } from "../snapshot-source.ts";
import { type BoardState, createRecords, type TaskPage } from "./records.ts";
import { type BoardSnapshot, createSnapshots, type Progress } from "./snapshot.ts";

/** A board that stays up to date, in the shape that React's `useSyncExternalStore` takes. */
export interface BoardStore<A extends App = App> extends SnapshotSource<BoardSnapshot<A>> {
  /** Calls a listener with the events that arrive, once the snapshot contains them. */
  onEvents(listener: (events: Arrival<A>) => void): () => void;
  /** Adds the next older tasks. Rejects as calls do. */
  loadMore(): Promise<void>;
  /** Ends this use of the store. The board is followed until its last store is closed. */
  close(): void;
}

/** Opens the board and follows it. Opens it again when the server asks for that. */
export function createBoardStore(client: ClientCore, boardId: string): BoardStore {
  const records = createRecords();
  const draw = createSnapshots(records);
  const arrivals = createListeners<[Arrival]>();
  const ended = new AbortController();
  let progress: Progress = { status: "loading", error: undefined };
  const { show, ...shown } = createSnapshotSource(draw(progress, client.welcome));
  const paging = createPaging(
    records,
    (after) => client.call("tasks.list", { boardId, after }, ended) as Promise<TaskPage>,
    () => changed(),
  );

  function changed(change: Partial<Progress> = {}) {
    progress = { ...progress, ...change };
    show(draw(progress, client.welcome));
  }

  // The first connection says who the person is. A later one may bring other roles.
  const stopListening = client.onStatus(() => changed());
  const following = follow<BoardState>(client, boardTopic(boardId), {
    open: (ending) => readAll(client, "boards.open", { boardId }, ending),
    cursorOf: ({ cursor }) => cursor,
    replace(state) {
      records.replace(state);
      changed({ status: "ready", error: undefined });
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
      changed({ status: "gone", error });
    },
  });

  return {
    ...shown,
    onEvents: arrivals.add,
    loadMore: paging.load,
    close() {
      ended.abort();
      following.leave();
      stopListening();
    },
  };
}
