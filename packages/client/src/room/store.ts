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
import type { TaskwireError } from "@taskwire/core/protocol";
import type { ClientCore } from "../client.ts";
import { isNewer, membersAfter } from "../event-records.ts";
import { followOwn } from "../follow-own.ts";
import { createPaging } from "../paging.ts";
import { readAll } from "../read-all.ts";
import { ready } from "../ready/ready.ts";
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
   * The `number` of the last message that I have read, on any device. Messages of other people with a
   * higher number are unread. Null if I have read none.
   */
  readonly readUpTo: number | null;
  /** The message that `jumpTo` goes to. Null if the list is at the newest messages. */
  readonly jump: Jump | null;
}

/** The way to a message. */
export interface Jump {
  readonly messageId: string;
  /** `there`: it is among the `messages`. `gone`: there is no such message in this room. */
  readonly status: "loading" | "there" | "gone";
}

/** A room that stays up to date, in the shape that React's `useSyncExternalStore` takes. */
export interface RoomStore extends ThreadStore<RoomSnapshot, Message> {
  /**
   * Marks all messages that the server has now as read, and also the notifications of this room.
   */
  read(): Promise<void>;
  /**
   * Shows a message and those around it instead of the newest ones. `loadNewer` and `loadOlder` go on from
   * there. A deleted message is in its place, without its text.
   *
   * @throws {TaskwireError} `not_found` if there is no such message; else as calls do.
   */
  jumpTo(messageId: string): Promise<void>;
  /**
   * Adds the next newer messages, until the list is at the newest ones again. Rejects with the same
   * errors as `client.call`.
   */
  loadNewer(): Promise<void>;
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
  let readUpTo: number | null = null;
  /** Whether the person's own log was replaced, so that `readUpTo` may be from the old one. */
  let isReadUpToStale = false;
  let reading: Promise<void> | undefined;
  let jump: Jump | null = null;

  function takeReadMarker(marker: ReadMarker | null) {
    if (marker?.roomId === roomId) readUpTo = Math.max(marker.number, readUpTo ?? 0);
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
      // The messages around it may have changed meanwhile.
      if (jump && isAway()) void jumpTo(jump.messageId).catch(() => {});
    },
    staysThere: isAway,
    apply(event) {
      for (const { collection, change, record } of carriedIn(event)) {
        if (collection === "rooms" && isNewer(record, room)) room = record;
        if (collection === "room_members") members = membersAfter(members, record, change);
      }
    },
    clear() {
      board = me = room = undefined;
      members = [];
      readUpTo = jump = null;
    },
    facts: () => ({
      board,
      member: me,
      room,
      roomMember: members.find(({ userId }) => userId === client.welcome?.user.id),
    }),
    actions: () => [
      ...(room?.archived ? [] : ["message.post"]),
      // Nobody changes whose room a direct room is.
      ...(room?.direct ? [] : ["room.edit", "room.invite", "room.remove"]),
      "room.delete",
    ],
    actionsOn: () => (room?.archived ? ["message.delete"] : ["message.edit", "message.delete"]),
    nameOf: (userId) => members.find((member) => member.userId === userId)?.name,
    draw: (snapshot, messages) => ({ ...snapshot, room, members, messages, readUpTo, jump }),
  });

  function isAway() {
    return jump !== null && thread.near.end !== undefined;
  }

  async function around(messageId: string) {
    const page = await client.call("rooms.around", { ...ids, messageId });
    const { messages, authors, older, newer } = page as RoomState & {
      readonly older: string | null;
      readonly newer: string | null;
    };
    return thread.withAuthors({ records: messages, authors, next: older, newer });
  }

  async function jumpTo(messageId: string) {
    const mine: Jump = { messageId, status: "loading" };
    const end = (ended: Jump | null) => {
      if (jump !== mine) return;
      jump = ended;
      thread.changed();
    };
    jump = mine;
    thread.changed();
    try {
      await ready(thread.store);
      let isTaken = false;
      while (!isTaken && jump === mine) {
        const expected = thread.near.expectAround();
        const page = await around(messageId);
        isTaken = jump === mine && expected.take(page);
      }
      end({ messageId, status: "there" });
    } catch (error) {
      const isMissing = (error as TaskwireError).code === "not_found";
      end(isMissing ? { messageId, status: "gone" } : null);
      throw error;
    }
  }

  const loadNewer = createPaging(
    thread.near.newer,
    async (after) => {
      const page = (await client.call("rooms.history", { ...ids, after })) as RoomState;
      return { records: thread.withAuthors(page).messages, next: page.next };
    },
    () => {
      if (thread.near.end === undefined) jump = null;
      thread.changed();
    },
  );

  /**
   * Marks the newest message as read. Repeats this until there is no newer message and no unread
   * notification of the room.
   */
  async function readNewest() {
    let newest = thread.newest();
    let more = false;
    while (newest && (more || newest.number > (readUpTo ?? 0))) {
      const result = await client.call("rooms.read", { ...ids, messageId: newest.id });
      let readMarker: ReadMarker;
      ({ readMarker, more } = result as { readMarker: ReadMarker; more: boolean });
      takeReadMarker(readMarker);
      thread.changed();
      newest = thread.newest();
    }
  }

  return {
    ...thread.store,
    jumpTo,
    loadNewer,
    loadNewest() {
      jump = null;
      thread.store.loadNewest();
    },
    post(text, options) {
      jump = null;
      return thread.store.post(text, options);
    },
    read() {
      reading ??= readNewest().finally(() => {
        reading = undefined;
      });
      return reading;
    },
  };
}
