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
import { createShown, type Shown } from "../shown.ts";

/** A room as a list of rooms shows it. */
export interface RoomView {
  readonly room: Room;
  readonly lastMessage: Message | null;
  /** Messages of others that I haven't read, counted by the server up to 100. */
  readonly unread: number;
  /** How far I have read; null: nothing yet. */
  readonly readMarker: ReadMarker | null;
}

/** The rooms of a board that I am in, at one moment. Never changed; what hasn't changed since the last one is the same object. */
export interface RoomsSnapshot {
  /** `gone`: there is no such board, or not for this person any more. */
  readonly status: "loading" | "ready" | "gone";
  /** The one with the newest message first. */
  readonly rooms: readonly RoomView[];
  /** What is in the way of loading it, why it is gone, or why the client has stopped and it stays as it is. */
  readonly error?: TaskwireError;
}

/** A list of rooms that keeps itself up to date, in the shape that React's `useSyncExternalStore` takes. */
export interface RoomsStore extends Shown<RoomsSnapshot> {
  /** Gives it up. */
  close(): void;
}

/** The list is read anew at most once in so many ms, however much is said. */
const pauseMs = 1_000;

const newest = ({ room, lastMessage }: RoomView) => lastMessage?.id ?? room.id;
const isSame = (a: RoomView, b: RoomView | undefined) => JSON.stringify(a) === JSON.stringify(b);

export function createRoomsStore(client: ClientCore, boardId: string): RoomsStore {
  /** Where the rooms' logs stood when something was last heard of them. */
  const heads = new Map<string, number>();
  let rooms: readonly RoomView[] = [];
  const { show, ...shown } = createShown<RoomsSnapshot>({ status: "loading", rooms });
  let isReading = false;
  /** Whether something was heard since the reading began that it may not have seen. */
  let isStale = false;
  let readAt = Number.NEGATIVE_INFINITY;
  let endWait: (() => void) | undefined;

  function changed(change: Partial<RoomsSnapshot>) {
    const { error: _, ...rest } = shown.getSnapshot();
    show({ ...rest, ...change });
  }

  async function read({ signal }: { readonly signal: AbortSignal }): Promise<readonly RoomView[]> {
    isReading = true;
    isStale = false;
    readAt = client.runtime.now();
    const all: RoomView[] = [];
    let after: string | null | undefined;
    while (after !== null) {
      const input = { boardId, limit: 200, ...(after !== undefined && { after }) };
      const page = (await client.call("rooms.list", input, { signal })) as {
        rooms: readonly RoomView[];
        next: string | null;
      };
      all.push(...page.rooms);
      after = page.next;
    }
    return all;
  }

  function refresh() {
    isStale = true;
    if (isReading || endWait) return;
    endWait = client.runtime.timer(
      Math.min(pauseMs, Math.max(0, readAt + pauseMs - client.runtime.now())),
      () => {
        endWait = undefined;
        following.reopen();
      },
    );
  }

  function concerns(event: Event | HiddenEvent): boolean {
    if (!("data" in event)) return false;
    const { data, type } = event;
    for (const { collection, record } of recordsIn(event))
      if (collection === "read_markers" && record.boardId === boardId) return true;
    return /^(room|user)\./.test(type) && data.boardId === boardId;
  }

  const stopHearing = client.onFrame("rooms", (frame) => {
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
      isReading = false;
      changed({ error });
    },
    gone(error) {
      stop();
      rooms = [];
      changed({ status: "gone", rooms, error });
    },
  });

  function stop() {
    endWait?.();
    stopHearing();
  }

  return {
    ...shown,
    close() {
      stop();
      following.leave();
    },
  };
}
