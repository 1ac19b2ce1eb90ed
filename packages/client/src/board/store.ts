import { boardTopic } from "@taskwire/core/model";
import type { TaskwireError } from "@taskwire/core/protocol";
import type { App } from "../app.ts";
import type { ClientCore } from "../client.ts";
import { type Arrival, follow } from "../follow.ts";
import { createListeners } from "../listeners.ts";
import { createPaging } from "../paging.ts";
import { readAll } from "../read-all.ts";
import { createSnapshotSource, type SnapshotSource } from "../snapshot-source.ts";
import { type BoardState, createRecords, type TaskPage } from "./records.ts";
import { type BoardSnapshot, createSnapshots } from "./snapshot.ts";

/** A board that stays up to date, in the shape that React's `useSyncExternalStore` takes. */
export interface BoardStore<A extends App = App> extends SnapshotSource<BoardSnapshot<A>> {
  /**
   * Calls a listener with the events that arrive, after the snapshot contains them. Events arrive
   * while somebody is subscribed.
   */
  onEvents(listener: (events: Arrival<A>) => void): () => void;
  /** Adds the next older tasks. Rejects with the same errors as `client.call`. */
  loadMore(): Promise<void>;
  /**
   * Removes the listeners that were added through this object. Stops the store now, instead of 30 s
   * later, if nobody else subscribes to it. It starts again if it is used again.
   */
  close(): void;
}

/** Opens the board and follows it. Opens it again when the server sends `reload`. */
export function createBoardStore(client: ClientCore, boardId: string): BoardStore {
  const records = createRecords();
  const draw = createSnapshots(records);
  const arrivals = createListeners<[Arrival]>();
  let status: BoardSnapshot["status"] = "loading";
  let error: TaskwireError | undefined;
  const { show, ...shown } = createSnapshotSource(client, draw(status, client.welcome), start);
  const load = createPaging(
    records,
    (after) => client.call("tasks.list", { boardId, after }) as Promise<TaskPage>,
    changed,
  );

  function changed() {
    show(draw(status, client.welcome), error);
  }

  function start() {
    // The first connection says who the person is. After a later connection, the roles may have
    // changed.
    const stopListening = client.onStatus(changed);
    const following = follow<BoardState>(client, boardTopic(boardId), {
      open: (ending) => readAll(client, "boards.open", { boardId }, ending),
      cursorOf: ({ cursor }) => cursor,
      replace(state) {
        records.replace(state);
        status = "ready";
        error = undefined;
        changed();
      },
      apply(events) {
        for (const event of events) records.apply(event);
        changed();
        arrivals.tell(events);
      },
      failed(reason) {
        error = reason;
        changed();
      },
      gone(reason) {
        records.clear();
        status = "gone";
        error = reason;
        changed();
      },
    });

    return () => {
      following.leave();
      stopListening();
    };
  }

  return { ...shown, onEvents: arrivals.add, loadMore: load };
}
