import {
  type Event,
  type HiddenEvent,
  type Message,
  type ReadMarker,
  type Room,
  recordsIn,
} from "@taskwire/core/model";
import type { TaskwireError } from "@taskwire/core/protocol";
import type { ClientCore } from "../client.ts";
import { followOwn } from "../follow-own.ts";
import { keep } from "../keep.ts";
import { readAll } from "../read-all.ts";
import { createSnapshotSource, type SnapshotSource } from "../snapshot-source.ts";

/** A room as a list of rooms shows it. */
export interface RoomView {
  readonly room: Room;
  /** Its `text` is the beginning of the text, on one line. */
  readonly lastMessage: Omit<Message, "mentions"> | null;
  /** The number of unread messages of other people. The server counts them, up to 100. */
  readonly unread: number;
  /** The last message that I have read. Null if I have read none. */
  readonly readMarker: ReadMarker | null;
}

/**
 * The rooms of a board that I am in, at one moment. It never changes; parts that are the same in the next
 * one stay the same objects.
 */
export interface RoomsSnapshot {
  /** `gone`: there is no such board, or this person may not see it any more. */
  readonly status: "loading" | "ready" | "gone";
  /** The room with the newest message first. */
  readonly rooms: readonly RoomView[];
  /** Why it can't be loaded now, why it is gone, or why the client has stopped and it stays as it is. */
  readonly error?: TaskwireError;
}

/** A list of rooms that stays up to date, in the shape that React's `useSyncExternalStore` takes. */
export interface RoomsStore extends SnapshotSource<RoomsSnapshot> {
  /** Ends this use of the store. */
  close(): void;
}

/** The list is read again at most once in this time, however many rooms change. */
const pauseMs = 1_000;

const newest = ({ room, lastMessage }: RoomView) => lastMessage?.id ?? room.id;
const isSame = (a: RoomView, b: RoomView | undefined) => JSON.stringify(a) === JSON.stringify(b);

export function createRoomsStore(client: ClientCore, boardId: string): RoomsStore {
  /** The last event numbers that the server has reported, by room id. */
  const heads = new Map<string, number>();
  let rooms: readonly RoomView[] = [];
  const { show, ...source } = createSnapshotSource<RoomsSnapshot>({ status: "loading", rooms });
  let isReading = false;
  /** Whether something has changed since the list was last read. */
  let isStale = false;
  let readAt = Number.NEGATIVE_INFINITY;
  let cancelWait: (() => void) | undefined;

  function changed(change: Partial<RoomsSnapshot>) {
    const { error: _, ...rest } = source.getSnapshot();
    show({ ...rest, ...change });
  }

  async function read(ending: { readonly signal: AbortSignal }): Promise<readonly RoomView[]> {
    isReading = true;
    isStale = false;
    readAt = client.runtime.now();
    const input = { boardId, limit: 200 };
    const all = await readAll<{ rooms: RoomView[] }>(client, "rooms.list", input, ending, "next");
    return all.rooms;
  }

  /** Reads the list again, as soon as the pause allows it. */
  function refresh() {
    isStale = true;
    if (isReading || cancelWait) return;
    // If the clock was set back, the wait is still at most one pause.
    const left = Math.min(pauseMs, Math.max(0, readAt + pauseMs - client.runtime.now()));
    cancelWait = client.runtime.timer(left, () => {
      cancelWait = undefined;
      following.reopen();
    });
  }

  /** Whether an event of the person's own topic changes the list. */
  function concerns(event: Event | HiddenEvent): boolean {
    if (!("data" in event)) return false;
    const { data, type } = event;
    for (const { collection, record } of recordsIn(event))
      if (collection === "read_markers" && record.boardId === boardId) return true;
    return /^(room|user)\./.test(type) && data.boardId === boardId;
  }

  const stopListening = client.onFrame("rooms", (frame) => {
    for (const { room, lastMessage } of rooms) {
      const head = frame.heads[room.id] ?? 0;
      const known = Math.max(heads.get(room.id) ?? 0, room.version, lastMessage?.version ?? 0);
      if (head > known) {
        heads.set(room.id, head);
        refresh();
      }
    }
  });

  const following = followOwn<readonly RoomView[]>(client, {
    open: read,
    replace(all) {
      isReading = false;
      const held = new Map(rooms.map((view) => [view.room.id, view]));
      const next = all.map((view) => {
        const before = held.get(view.room.id);
        return before && isSame(before, view) ? before : view;
      });
      rooms = keep(
        rooms,
        next.sort((a, b) => (newest(a) < newest(b) ? 1 : -1)),
      );
      changed({ status: "ready", rooms });
      if (isStale) refresh();
    },
    apply(events) {
      if (events.some(concerns)) refresh();
    },
    failed(error) {
      isReading &&= !error;
      changed({ ...(error && { error }) });
    },
    gone(error) {
      stop();
      rooms = [];
      changed({ status: "gone", rooms, error });
    },
  });

  function stop() {
    cancelWait?.();
    stopListening();
  }

  return {
    ...source,
    close() {
      stop();
      following.leave();
    },
  };
}
