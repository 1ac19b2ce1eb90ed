import { type Board, carriedIn } from "@taskwire/core/model";
import type { TaskwireError } from "@taskwire/core/protocol";
import type { ClientCore } from "../client.ts";
import { isNewer } from "../event-records.ts";
import type { Following } from "../follow.ts";
import { followOwn } from "../follow-own.ts";
import { keep } from "../keep.ts";
import { followOwnBoards } from "../own-boards.ts";
import { createPause } from "../pause.ts";
import { createSnapshotSource, type SnapshotSource } from "../snapshot-source.ts";

/**
 * The boards that a person is on, at one moment. It never changes. If a part stays equal, the next
 * snapshot has the same object.
 */
export interface BoardsSnapshot {
  /** `gone`: this person may not see anything any more. */
  readonly status: "loading" | "ready" | "gone";
  /** The board that was created last comes first. */
  readonly boards: readonly Board[];
  /** Set if the boards can't be loaded now, or if the client has stopped. */
  readonly error?: TaskwireError;
}

/** The boards of a person, up to date, in the shape that React's `useSyncExternalStore` takes. */
export interface BoardsStore extends SnapshotSource<BoardsSnapshot> {
  /**
   * Removes the listeners that were added through this object. Stops the store now, instead of 30 s
   * later, if nobody else subscribes to it. It starts again if it is used again.
   */
  close(): void;
}

export function createBoardsStore(client: ClientCore): BoardsStore {
  let boards: readonly Board[] = [];
  let status: BoardsSnapshot["status"] = "loading";
  let isReading = false;
  /** Whether the list may have changed since it was last read. */
  let isStale = false;
  let own: Following;
  const pause = createPause(client.runtime, () => own.reopen());
  const { show, ...source } = createSnapshotSource<BoardsSnapshot>(
    client,
    { status, boards },
    start,
  );

  /** Reads the list again, after the pause since the last time. */
  function refresh() {
    isStale = true;
    if (!isReading) pause.request();
  }

  /** Shows these boards, the newest first. */
  function set(next: readonly Board[]) {
    boards = keep(
      boards,
      // Ids are UUIDv7, so they sort by age.
      [...next].sort((a, b) => (a.id < b.id ? 1 : -1)),
    );
    show({ status, boards }, undefined);
  }

  function start() {
    const followed = followOwnBoards(client, {
      // The list may be older than the first event.
      joined: refresh,
      apply(events) {
        for (const event of events)
          for (const { collection, record } of carriedIn(event))
            if (collection === "boards")
              set(
                boards.map((one) => (one.id === record.id && isNewer(record, one) ? record : one)),
              );
      },
      left: refresh,
    });

    own = followOwn<readonly Board[]>(client, {
      open(ending) {
        isReading = true;
        isStale = false;
        pause.begin();
        return followed.read(ending);
      },
      replace(all) {
        isReading = false;
        status = "ready";
        const held = new Map(boards.map((board) => [board.id, board]));
        set(all.map((board) => keep(held.get(board.id), board)));
        if (isStale) refresh();
      },
      apply(events) {
        if (events.some(({ type }) => /^user\.(joined|left)$/.test(type))) refresh();
      },
      failed(error) {
        isReading &&= !error;
        show({ status, boards }, error);
      },
      gone(error) {
        stop();
        boards = [];
        status = "gone";
        show({ status, boards }, error);
      },
    });

    function stop() {
      pause.cancel();
      isReading = false;
      own.leave();
      followed.leave();
    }

    return stop;
  }

  return source;
}
