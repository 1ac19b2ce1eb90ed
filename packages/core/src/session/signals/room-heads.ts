import type { Log } from "../../log/log.ts";
import { roomTopic } from "../../model/topic.ts";
import type { Rooms } from "../../protocol/down/rooms.ts";
import type { Runtime } from "../../runtime.ts";
import type { Transport } from "../../transport/transport.ts";
import type { Feed } from "../feed/feed.ts";
import type { Follower } from "../feed/followers.ts";
import { type HintListener, listenToHints } from "../feed/hints.ts";
import { prepare } from "../link.ts";
import { Throttle } from "./throttle.ts";
import { UserRooms } from "./user-rooms.ts";

const intervalMs = 1_000;
// Together with the interval, a change whose hint was lost arrives within five seconds.
const pollMs = 4_000;

/** A room of somebody who follows their own topic on this node. */
class Room implements HintListener {
  readonly topic: string;
  /** The people who are in the room and follow their own topic on this node. */
  readonly people = new Set<UserRooms>();
  /** The number of the room's last event when it was last read; undefined before the first read. */
  head: number | undefined;
  readonly #markDirty: () => void;

  constructor(id: string, markDirty: () => void) {
    this.topic = roomTopic(id);
    this.#markDirty = markDirty;
  }

  hint(number: number): void {
    if (number > (this.head ?? 0)) this.#markDirty();
  }

  missed(): void {
    this.#markDirty();
  }
}

/**
 * Tells people the heads of their rooms, without following the rooms. A hint says that a room may
 * have new events, and one query a second reads the heads of all such rooms. The events themselves
 * are not read.
 *
 * It has its own poll, besides the poll of the hub. It reads these heads half as often, because
 * people are in many rooms. It only needs the numbers of the heads, and delivers no events.
 */
export class RoomHeads {
  readonly #log: Log;
  readonly #transport: Transport;
  readonly #runtime: Runtime;
  readonly #onError: (error: unknown) => void;
  readonly #people = new Map<string, UserRooms>();
  readonly #rooms = new Map<string, Room>();
  readonly #hints = new Map<Room, Promise<(() => void) | undefined>>();
  // The rooms whose head has to be read.
  readonly #dirty = new Set<string>();
  readonly #throttle: Throttle;
  #cancelPoll: (() => void) | undefined;
  #isReading = false;

  constructor(log: Log, transport: Transport, runtime: Runtime, onError: (error: unknown) => void) {
    this.#log = log;
    this.#transport = transport;
    this.#runtime = runtime;
    this.#onError = onError;
    this.#throttle = new Throttle(runtime, intervalMs, () => void this.#flush());
  }

  /**
   * A follower of its person's own topic went live. It gets the heads of all the person's rooms,
   * and then each change.
   */
  joined(follower: Follower, feed: Feed): void {
    let rooms = this.#people.get(follower.userId);
    if (!rooms) {
      rooms = new UserRooms(feed, follower.userId, this.#log, (...change) =>
        this.#changed(...change),
      );
      this.#people.set(follower.userId, rooms);
      this.#load(rooms);
    }
    rooms.followers.add(follower);
    for (const roomId of rooms.roomIds) rooms.unsent.add(roomId);
    this.#schedule();
    this.#cancelPoll ??= this.#runtime.timer(pollMs, () => this.#poll());
  }

  left(follower: Follower): void {
    const rooms = this.#people.get(follower.userId);
    if (!rooms?.followers.delete(follower) || rooms.followers.size > 0) return;
    this.#people.delete(rooms.userId);
    rooms.stop();
  }

  /** Ends it. The caller has ended all sessions before. */
  close(): void {
    this.#throttle.stop();
    this.#cancelPoll?.();
  }

  #load(rooms: UserRooms): void {
    rooms.load().catch(this.#onError);
  }

  #changed(rooms: UserRooms, roomId: string, isMember: boolean): void {
    if (!isMember) return this.#leave(rooms, roomId);
    // The person's last connection may have ended while the rooms were read.
    if (this.#people.get(rooms.userId) !== rooms) return;
    const room = this.#rooms.get(roomId) ?? this.#open(roomId);
    room.people.add(rooms);
    rooms.unsent.add(roomId);
    if (room.head === undefined) this.#dirty.add(roomId);
    this.#schedule();
  }

  #leave(rooms: UserRooms, roomId: string): void {
    const room = this.#rooms.get(roomId);
    if (!room?.people.delete(rooms) || room.people.size > 0) return;
    this.#rooms.delete(roomId);
    this.#dirty.delete(roomId);
    this.#stopHints(room);
  }

  #open(roomId: string): Room {
    const room = new Room(roomId, () => this.#markDirty(roomId));
    this.#rooms.set(roomId, room);
    this.#hints.set(room, listenToHints(room, this.#transport, this.#onError));
    return room;
  }

  #stopHints(room: Room): void {
    this.#hints
      .get(room)
      ?.then((stop) => stop?.())
      .catch((error) => this.#onError(error));
    this.#hints.delete(room);
  }

  #markDirty(roomId: string): void {
    this.#dirty.add(roomId);
    this.#schedule();
  }

  // A read schedules the next one at its end. So wrong hints cause at most one query a second.
  #schedule(): void {
    if (!this.#isReading) this.#throttle.request();
  }

  async #flush(): Promise<void> {
    this.#isReading = true;
    try {
      await this.#readHeads();
    } catch (error) {
      // The next poll reads all heads.
      this.#onError(error);
    }
    this.#isReading = false;
    for (const rooms of this.#people.values()) if (rooms.unsent.size > 0) this.#send(rooms);
    if (this.#dirty.size > 0) this.#schedule();
  }

  async #readHeads(): Promise<void> {
    const roomIds = [...this.#dirty];
    this.#dirty.clear();
    if (roomIds.length === 0) return;
    const heads = await this.#log.heads(roomIds.map(roomTopic));
    for (const [i, roomId] of roomIds.entries()) {
      const room = this.#rooms.get(roomId);
      const { number } = heads[i] ?? {};
      if (!room || number === undefined || number === room.head) continue;
      room.head = number;
      for (const rooms of room.people) rooms.unsent.add(roomId);
    }
  }

  #send(rooms: UserRooms): void {
    const heads: { [roomId: string]: number } = {};
    for (const roomId of rooms.unsent) {
      const head = this.#rooms.get(roomId)?.head;
      if (head === undefined) continue;
      heads[roomId] = head;
      rooms.unsent.delete(roomId);
    }
    if (Object.keys(heads).length === 0) return;
    const message: Rooms = { type: "rooms", heads };
    const frame = prepare(JSON.stringify(message));
    for (const follower of rooms.followers) follower.send(frame);
  }

  // Reads all heads. This is the only way to notice a lost hint.
  #poll(): void {
    for (const rooms of this.#people.values()) if (!rooms.isLoaded) this.#load(rooms);
    for (const roomId of this.#rooms.keys()) this.#dirty.add(roomId);
    if (this.#dirty.size > 0) this.#schedule();
    this.#cancelPoll =
      this.#people.size > 0 ? this.#runtime.timer(pollMs, () => this.#poll()) : undefined;
  }
}
