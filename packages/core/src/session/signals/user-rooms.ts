import { listAll } from "../../log/list-all.ts";
import type { Log, LoggedEvent } from "../../log/log.ts";
import { type RoomMember, roomMembers } from "../../model/room-member.ts";
import type { Feed, Watcher } from "../feed/feed.ts";
import type { Follower } from "../feed/followers.ts";

/** Called when a person has come into a room or left it. */
export type RoomChange = (rooms: UserRooms, roomId: string, isMember: boolean) => void;

/** The rooms that one person is in, kept up to date from the person's own topic. */
export class UserRooms implements Watcher {
  readonly userId: string;
  /** The connections on this node that follow the person's own topic. */
  readonly followers = new Set<Follower>();
  /** The ids of the person's rooms, as far as they are known. */
  readonly roomIds = new Set<string>();
  /** The ids of the rooms whose head is to be sent to the followers. */
  readonly unsent = new Set<string>();
  isLoaded = false;
  readonly #feed: Feed;
  readonly #log: Log;
  readonly #onChange: RoomChange;
  // Changes that arrive while the list of rooms is read. They are newer than the list.
  #changesDuringLoad: Map<string, boolean> | undefined;

  constructor(feed: Feed, userId: string, log: Log, onChange: RoomChange) {
    this.userId = userId;
    this.#feed = feed;
    this.#log = log;
    this.#onChange = onChange;
    feed.watch(this);
  }

  /** Reads which rooms the person is in. Does nothing while an earlier call still reads. */
  async load(): Promise<void> {
    if (this.#changesDuringLoad) return;
    this.#changesDuringLoad = new Map();
    try {
      const records = await listAll(this.#log, roomMembers.name, {
        index: "user",
        equals: { userId: this.userId },
      });
      const listed = new Set(records.map(({ fields }) => (fields as unknown as RoomMember).roomId));
      for (const [roomId, isMember] of this.#changesDuringLoad) {
        if (isMember) listed.add(roomId);
        else listed.delete(roomId);
      }
      for (const roomId of listed) this.#change(roomId, true);
      this.isLoaded = true;
    } finally {
      this.#changesDuringLoad = undefined;
    }
  }

  stop(): void {
    this.#feed.unwatch(this);
    for (const roomId of [...this.roomIds]) this.#change(roomId, false);
  }

  event({ type, data }: LoggedEvent): void {
    if (type !== "room.joined" && type !== "room.left") return;
    const { roomId } = JSON.parse(data) as { roomId: string };
    const isMember = type === "room.joined";
    this.#changesDuringLoad?.set(roomId, isMember);
    this.#change(roomId, isMember);
  }

  /**
   * Does nothing. The followers are reset too, and when the client subscribes again, a new object
   * is made.
   */
  reset(): void {}

  #change(roomId: string, isMember: boolean): void {
    if (this.roomIds.has(roomId) === isMember) return;
    if (isMember) this.roomIds.add(roomId);
    else this.roomIds.delete(roomId);
    this.unsent.delete(roomId);
    this.#onChange(this, roomId, isMember);
  }
}
