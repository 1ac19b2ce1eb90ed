import type { Log, LoggedEvent } from "../../log/log.ts";
import { type RoomMember, roomMembers } from "../../model/room-member.ts";
import type { Feed, Follower } from "../feed/feed.ts";

const pageSize = 200;

/** The rooms that a person is in, kept in step with their own topic, and the readers who want to know of them. */
export class OwnRooms {
  readonly userId: string;
  readonly readers = new Set<Follower>();
  /** Ids of the rooms that they are in, as far as it is known. */
  readonly rooms = new Set<string>();
  /** Ids of those whose head they have to be told. */
  readonly untold = new Set<string>();
  isLoaded = false;
  readonly #log: Log;
  readonly #changed: (own: OwnRooms, roomId: string, isIn: boolean) => void;
  readonly #unwatch: () => void;
  // What their own topic said while the list was read: newer than the list.
  #meanwhile: Map<string, boolean> | undefined;

  constructor(
    feed: Feed,
    userId: string,
    log: Log,
    changed: (own: OwnRooms, roomId: string, isIn: boolean) => void,
  ) {
    this.userId = userId;
    this.#log = log;
    this.#changed = changed;
    this.#unwatch = feed.watch((event) => this.#ownEvent(event));
  }

  /** Reads which rooms they are in. */
  async load(): Promise<void> {
    if (this.#meanwhile) return;
    this.#meanwhile = new Map();
    try {
      const listed = new Set<string>();
      const query = { index: "user", equals: { userId: this.userId }, limit: pageSize };
      let after: readonly unknown[] | null = null;
      do {
        const page = await this.#log.list(roomMembers.name, { ...query, ...(after && { after }) });
        for (const { fields } of page.records) listed.add((fields as unknown as RoomMember).roomId);
        after = page.next;
      } while (after);
      for (const [roomId, isIn] of this.#meanwhile) {
        if (isIn) listed.add(roomId);
        else listed.delete(roomId);
      }
      for (const roomId of listed) this.#change(roomId, true);
      this.isLoaded = true;
    } finally {
      this.#meanwhile = undefined;
    }
  }

  stop(): void {
    this.#unwatch();
    for (const roomId of [...this.rooms]) this.#change(roomId, false);
  }

  #ownEvent({ type, data }: LoggedEvent): void {
    if (type !== "room.joined" && type !== "room.left") return;
    const { roomId } = JSON.parse(data) as { roomId: string };
    const isIn = type === "room.joined";
    this.#meanwhile?.set(roomId, isIn);
    this.#change(roomId, isIn);
  }

  #change(roomId: string, isIn: boolean): void {
    if (this.rooms.has(roomId) === isIn) return;
    if (isIn) this.rooms.add(roomId);
    else this.rooms.delete(roomId);
    this.untold.delete(roomId);
    this.#changed(this, roomId, isIn);
  }
}
