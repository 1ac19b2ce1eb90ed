import {
  carriedIn,
  type Event,
  type HiddenEvent,
  type Message,
  type ReadMarker,
  type Room,
} from "@taskwire/core/model";
import type { TaskwireError } from "@taskwire/core/protocol";
import type { ClientCore } from "../client.ts";
import type { Following } from "../follow.ts";
import { followOwn } from "../follow-own.ts";
import { keep, keepParts } from "../keep.ts";
import { createPause } from "../pause.ts";
import { readAll } from "../read-all.ts";
import { createSnapshotSource, type SnapshotSource } from "../snapshot-source.ts";

/** An entry of the list of rooms. */
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
 * The rooms of a board that I am in, at one moment. It never changes. If a part stays equal, the
 * next snapshot has the same object.
 */
export interface RoomsSnapshot {
  /** `gone`: there is no such board, or this person may not see it any more. */
  readonly status: "loading" | "ready" | "gone";
  /** The room with the newest message first. */
  readonly rooms: readonly RoomView[];
  /** Set if the rooms can't be loaded now, if the board is gone, or if the client has stopped. */
  readonly error?: TaskwireError;
}

/** A list of rooms that stays up to date, in the shape that React's `useSyncExternalStore` takes. */
export interface RoomsStore extends SnapshotSource<RoomsSnapshot> {
  /**
   * Removes the listeners that were added through this object. Stops the store now, instead of 30 s
   * later, if nobody else subscribes to it. It starts again if it is used again.
   */
  close(): void;
}

const newest = ({ room, lastMessage }: RoomView) => lastMessage?.id ?? room.id;

export function createRoomsStore(client: ClientCore, boardId: string): RoomsStore {
  /** The last event numbers that the server has reported, by room id. */
  const heads = new Map<string, number>();
  let rooms: readonly RoomView[] = [];
  const { show, ...source } = createSnapshotSource<RoomsSnapshot>(
    client,
    { status: "loading", rooms },
    start,
  );
  let status: RoomsSnapshot["status"] = "loading";
  let isReading = false;
  /** Whether something has changed since the list was last read. */
  let isStale = false;
  let following: Following;
  const pause = createPause(client.runtime, () => following.reopen());

  function read(ending: { readonly signal: AbortSignal }) {
    isReading = true;
    isStale = false;
    pause.begin();
    const input = { boardId, limit: 200 };
    return readAll<{ rooms: RoomView[] }>(client, "rooms.list", input, ending, "next");
  }

  /** Reads the list again, after the pause since the last time. */
  function refresh() {
    isStale = true;
    if (!isReading) pause.request();
  }

  /** Whether an event of the person's own topic changes the list. */
  function concerns(event: Event | HiddenEvent): boolean {
    if (!("data" in event)) return false;
    const { data, type } = event;
    for (const { collection, record } of carriedIn(event))
      if (collection === "read_markers" && record.boardId === boardId) return true;
    return /^(room|user)\./.test(type) && data.boardId === boardId;
  }

  function start() {
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

    following = followOwn<{ readonly rooms: readonly RoomView[] }>(client, {
      open: read,
      replace(all) {
        isReading = false;
        const held = new Map(rooms.map((view) => [view.room.id, view]));
        const next = all.rooms.map((view) => {
          const before = held.get(view.room.id) ?? view;
          return keep(before, keepParts(before, view));
        });
        rooms = keep(
          rooms,
          next.sort((a, b) => (newest(a) < newest(b) ? 1 : -1)),
        );
        status = "ready";
        show({ status, rooms }, undefined);
        if (isStale) refresh();
      },
      apply(events) {
        if (events.some(concerns)) refresh();
      },
      failed(error) {
        isReading &&= !error;
        show({ status, rooms }, error);
      },
      gone(error) {
        stop();
        rooms = [];
        status = "gone";
        show({ status, rooms }, error);
      },
    });

    function stop() {
      pause.cancel();
      isReading = false;
      stopListening();
      following.leave();
    }

    return stop;
  }

  return source;
}
