import {
  type Board,
  type Member,
  type Message,
  type ReadMarker,
  type Room,
  type RoomMember,
  recordsIn,
  roomTopic,
} from "@taskwire/core/model";
import type { ClientCore } from "../client.ts";
import { isNews, membersAfter } from "../event-records.ts";
import { followOwn } from "../follow-own.ts";
import type { Author, PostView } from "../thread/post.ts";
import { createThreadStore, type ThreadSnapshot, type ThreadStore } from "../thread/store.ts";

/** A message as a page draws it. */
export type MessageView = PostView<Message, "message.edit" | "message.delete">;

/** A room at one moment. Never changed; what hasn't changed since the last one is the same object. */
export interface RoomSnapshot
  extends ThreadSnapshot<"message.post" | "room.edit" | "room.invite" | "room.remove"> {
  readonly room: Room | undefined;
  readonly members: readonly RoomMember[];
  /** Oldest first; what is on its way comes last. */
  readonly messages: readonly MessageView[];
  /** The last message that I have read, on whatever device; what is newer and not mine is unread. Null: none yet. */
  readonly readUpTo: string | null;
}

/** A room that keeps itself up to date, in the shape that React's `useSyncExternalStore` takes. */
export interface RoomStore extends ThreadStore<RoomSnapshot, Message> {
  /** Says that all that the server has up to now was read. */
  read(): Promise<void>;
}

interface RoomState {
  readonly board: Board;
  readonly me: Member | null;
  readonly room: Room;
  readonly members: readonly RoomMember[];
  readonly messages: readonly Message[];
  readonly authors: readonly Author[];
  readonly next: string | null;
  readonly readMarker: ReadMarker | null;
  readonly cursor: string;
}

export function createRoomStore(
  client: ClientCore,
  place: { readonly boardId: string; readonly roomId: string },
): RoomStore {
  const { boardId, roomId } = place;
  let board: Board | undefined;
  let me: Member | undefined;
  let room: Room | undefined;
  let members: readonly RoomMember[] = [];
  let readUpTo: string | null = null;
  /** What one has read may be of another log. */
  let isMarkerStale = false;
  let reading: Promise<void> | undefined;

  function mark(readMarker: ReadMarker | null | undefined) {
    if (readMarker?.roomId === roomId && readMarker.messageId > (readUpTo ?? ""))
      readUpTo = readMarker.messageId;
  }

  // Markers and one's role arrive in one's own topic: it is followed before the room is read, so that none slips through.
  let ownIsReady: () => void;
  const ownReady = new Promise<void>((resolve) => {
    ownIsReady = resolve;
  });
  const own = followOwn(client, {
    open: async () => {},
    replace() {
      isMarkerStale = true;
      ownIsReady();
      thread.reopen();
    },
    apply(events) {
      for (const event of events) {
        if (!("data" in event)) continue;
        let isOtherRole = event.type === "user.role_changed" && event.data.boardId === boardId;
        for (const { collection, record } of recordsIn(event)) {
          if (collection === "read_markers") mark(record);
          // A role of the board's own hides what the host gives; whether it does is best read anew.
          if (collection === "users" && event.type !== "user.role_changed")
            isOtherRole = record.role !== me?.role;
        }
        if (isOtherRole) thread.reopen();
      }
      thread.changed();
    },
    failed: () => ownIsReady(),
    gone: () => ownIsReady(),
  });

  const thread = createThreadStore<Message, RoomState, RoomSnapshot>(client, {
    topic: roomTopic(roomId),
    name: "message",
    place,
    empty: {},
    async open(ending) {
      await ownReady;
      return (await client.call("rooms.open", place, ending)) as RoomState;
    },
    async older(before, ending) {
      const page = (await client.call("rooms.history", { ...place, before }, ending)) as RoomState;
      return { ...page, records: page.messages };
    },
    pageOf: (state) => ({ ...state, records: state.messages }),
    replace(state) {
      ({ board, room, members } = state);
      me = state.me ?? undefined;
      if (isMarkerStale) readUpTo = null;
      isMarkerStale = false;
      mark(state.readMarker);
    },
    apply(event) {
      for (const { collection, change, record } of recordsIn(event)) {
        if (collection === "rooms" && isNews(record, room)) room = record;
        if (collection === "room_members") members = membersAfter(members, record, change);
      }
    },
    clear() {
      board = me = room = undefined;
      members = [];
      readUpTo = null;
    },
    get member() {
      return me;
    },
    facts() {
      const roomMember = members.find(({ userId }) => userId === client.welcome?.user.id);
      return { ...(board && { board }), ...(room && { room }), ...(roomMember && { roomMember }) };
    },
    actions: () => [
      ...(room?.archived ? [] : ["message.post"]),
      "room.edit",
      "room.invite",
      "room.remove",
    ],
    actionsOn: () => (room?.archived ? ["message.delete"] : ["message.edit", "message.delete"]),
    nameOf: (userId) => members.find((member) => member.userId === userId)?.name,
    draw: (snapshot, messages) => ({ ...snapshot, room, members, messages, readUpTo }),
  });

  async function readOn() {
    for (
      let newest = thread.newest();
      newest && newest > (readUpTo ?? "");
      newest = thread.newest()
    ) {
      mark((await client.call("rooms.read", { ...place, messageId: newest })) as ReadMarker);
      thread.changed();
    }
  }

  return {
    ...thread.store,
    read() {
      reading ??= readOn().finally(() => {
        reading = undefined;
      });
      return reading;
    },
    close() {
      own.leave();
      thread.store.close();
    },
  };
}
