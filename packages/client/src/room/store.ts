import {
  type Board,
  carriedIn,
  type Member,
  type Message,
  type ReadMarker,
  type Room,
  type RoomMember,
  roomTopic,
} from "@taskwire/core/model";
import type { ClientCore } from "../client.ts";
import { isNewer, membersAfter } from "../event-records.ts";
import { followOwn } from "../follow-own.ts";
import { readAll } from "../read-all.ts";
import type { Author, PostView } from "../thread/post.ts";
import { createThreadStore, type ThreadSnapshot, type ThreadStore } from "../thread/store.ts";

/** A message as a page draws it. */
export type MessageView = PostView<Message, "message.edit" | "message.delete">;

/**
 * A room at one moment. It never changes. If a part stays equal, the next snapshot has the same
 * object.
 */
export interface RoomSnapshot
  extends ThreadSnapshot<
    "message.post" | "room.edit" | "room.invite" | "room.remove" | "room.delete"
  > {
  readonly room: Room | undefined;
  readonly members: readonly RoomMember[];
  /** Oldest first. Messages that are not posted yet come last. */
  readonly messages: readonly MessageView[];
  /**
   * The id of the last message that I have read, on any device. Newer messages of other people are
   * unread. Null if I have read none.
   */
  readonly readUpTo: string | null;
}

/** A room that stays up to date, in the shape that React's `useSyncExternalStore` takes. */
export interface RoomStore extends ThreadStore<RoomSnapshot, Message> {
  /**
   * Marks all messages that the server has now as read, and also the notifications of this room.
   */
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
  ids: { readonly boardId: string; readonly roomId: string },
): RoomStore {
  const { boardId, roomId } = ids;
  let board: Board | undefined;
  let me: Member | undefined;
  let room: Room | undefined;
  let members: readonly RoomMember[] = [];
  let readUpTo: string | null = null;
  /** Whether the person's own log was replaced, so that `readUpTo` may be from the old one. */
  let isReadUpToStale = false;
  let reading: Promise<void> | undefined;

  function takeReadMarker(marker: ReadMarker | null) {
    if (marker?.roomId === roomId && marker.messageId > (readUpTo ?? ""))
      readUpTo = marker.messageId;
  }

  // The person's own topic has their read markers and roles. It is followed before the room is read, so
  // that no change between the two is missed.
  let ownReady: Promise<void>;

  function start() {
    let isReady = () => {};
    ownReady = new Promise((resolve) => {
      isReady = resolve;
    });
    return followOwn(client, {
      open: async () => {},
      replace() {
        isReadUpToStale = true;
        isReady();
        thread.reopen();
      },
      apply(events) {
        for (const event of events) {
          if (!("data" in event)) continue;
          const isOfBoard = event.type === "user.role_changed";
          let isOtherRole = isOfBoard && event.data.boardId === boardId;
          for (const { collection, record } of carriedIn(event)) {
            if (collection === "read_markers") takeReadMarker(record);
            // The role of the account applies only if the board gives the person no other role. So
            // the room is read again, to learn which role applies.
            if (collection === "users" && !isOfBoard) isOtherRole = record.role !== me?.role;
          }
          if (isOtherRole) thread.reopen();
        }
        thread.changed();
      },
      failed: isReady,
      gone: isReady,
    }).leave;
  }

  const thread = createThreadStore<Message, RoomState, RoomSnapshot>(client, {
    topic: roomTopic(roomId),
    start,
    name: "message",
    ids,
    empty: {},
    async open(ending) {
      await ownReady;
      return readAll(client, "rooms.open", ids, ending);
    },
    async older(before) {
      const page = (await client.call("rooms.history", { ...ids, before })) as RoomState;
      return { ...page, records: page.messages };
    },
    pageOf: (state) => ({ ...state, records: state.messages }),
    replace(state) {
      ({ board, room, members } = state);
      me = state.me ?? undefined;
      if (isReadUpToStale) readUpTo = null;
      isReadUpToStale = false;
      takeReadMarker(state.readMarker);
    },
    apply(event) {
      for (const { collection, change, record } of carriedIn(event)) {
        if (collection === "rooms" && isNewer(record, room)) room = record;
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
    facts: () => ({
      board,
      room,
      roomMember: members.find(({ userId }) => userId === client.welcome?.user.id),
    }),
    actions: () => [
      ...(room?.archived ? [] : ["message.post"]),
      "room.edit",
      "room.invite",
      "room.remove",
      "room.delete",
    ],
    actionsOn: () => (room?.archived ? ["message.delete"] : ["message.edit", "message.delete"]),
    nameOf: (userId) => members.find((member) => member.userId === userId)?.name,
    draw: (snapshot, messages) => ({ ...snapshot, room, members, messages, readUpTo }),
  });

  /**
   * Marks the newest message as read. Repeats this until there is no newer message and no unread
   * notification of the room.
   */
  async function readNewest() {
    let messageId = thread.newest();
    let more = false;
    while (messageId && (more || messageId > (readUpTo ?? ""))) {
      const result = await client.call("rooms.read", { ...ids, messageId });
      let readMarker: ReadMarker;
      ({ readMarker, more } = result as { readMarker: ReadMarker; more: boolean });
      takeReadMarker(readMarker);
      thread.changed();
      messageId = thread.newest();
    }
  }

  return {
    ...thread.store,
    read() {
      reading ??= readNewest().finally(() => {
        reading = undefined;
      });
      return reading;
    },
  };
}
