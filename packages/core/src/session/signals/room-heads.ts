import type { Log } from "../../log/log.ts";
import { roomTopic } from "../../model/topic.ts";
import type { Rooms } from "../../protocol/down/rooms.ts";
import type { Runtime } from "../../runtime.ts";
import type { Transport } from "../../transport/transport.ts";
import type { Feed, Follower } from "../feed/feed.ts";
import { prepare } from "../link.ts";
import { OwnRooms } from "./own-rooms.ts";

const tellMs = 1_000;
// With the second in which it is told, a change whose hint got lost arrives within five.
const pollMs = 4_000;

interface Room {
  /** Who is in it and follows their own topic here. */
  readonly people: Set<OwnRooms>;
  /** Where it stood when it was looked at; undefined: not yet. */
  head: number | undefined;
  readonly off: Promise<() => void>;
}

/**
 * Tells people where the rooms stand that they are in, without following any: a hint says that a room may have got on,
 * one question a second to the storage says where all of those are. No event of a room is read for it.
 */
export class RoomHeads {
  readonly #log: Log;
  readonly #transport: Transport;
  readonly #runtime: Runtime;
  readonly #onError: (error: unknown) => void;
  readonly #people = new Map<string, OwnRooms>();
  readonly #rooms = new Map<string, Room>();
  readonly #dirty = new Set<string>();
  #cancelFlush: (() => void) | undefined;
  #cancelPoll: (() => void) | undefined;
  #isLooking = false;
  #flushAt = 0;
  #closed = false;

  constructor(log: Log, transport: Transport, runtime: Runtime, onError: (error: unknown) => void) {
    this.#log = log;
    this.#transport = transport;
    this.#runtime = runtime;
    this.#onError = onError;
  }

  /** A reader follows their person's own topic live: it is told where all their rooms stand, and from then on what changes. */
  joined(reader: Follower, feed: Feed): void {
    let own = this.#people.get(reader.userId);
    if (!own) {
      own = new OwnRooms(feed, reader.userId, this.#log, (...change) => this.#changed(...change));
      this.#people.set(reader.userId, own);
      this.#load(own);
    }
    own.readers.add(reader);
    for (const roomId of own.rooms) own.untold.add(roomId);
    this.#schedule();
    this.#cancelPoll ??= this.#runtime.timer(pollMs, () => this.#poll());
  }

  left(reader: Follower): void {
    const own = this.#people.get(reader.userId);
    if (!own?.readers.delete(reader) || own.readers.size > 0) return;
    this.#people.delete(own.userId);
    own.stop();
  }

  /** Ends it, once all sessions have ended. */
  close(): void {
    this.#closed = true;
    this.#cancelFlush?.();
    this.#cancelPoll?.();
  }

  #load(own: OwnRooms): void {
    own.load().catch(this.#onError);
  }

  #changed(own: OwnRooms, roomId: string, isIn: boolean): void {
    if (!isIn) return this.#leave(own, roomId);
    // Whoever has gone while their rooms were read is in none.
    if (this.#people.get(own.userId) !== own) return;
    const room = this.#rooms.get(roomId) ?? this.#open(roomId);
    room.people.add(own);
    own.untold.add(roomId);
    if (room.head === undefined) this.#dirty.add(roomId);
    this.#schedule();
  }

  #leave(own: OwnRooms, roomId: string): void {
    const room = this.#rooms.get(roomId);
    if (!room?.people.delete(own) || room.people.size > 0) return;
    this.#rooms.delete(roomId);
    this.#dirty.delete(roomId);
    room.off.then((off) => off()).catch(() => {});
  }

  #open(roomId: string): Room {
    const off = this.#transport.subscribe(roomTopic(roomId), (message) =>
      this.#hinted(roomId, message),
    );
    off.catch(this.#onError);
    const room: Room = { people: new Set(), head: undefined, off };
    this.#rooms.set(roomId, room);
    return room;
  }

  // "" is the transport's own word for: something may be missing.
  #hinted(roomId: string, message: string): void {
    const { head = 0 } = this.#rooms.get(roomId) ?? {};
    if (message !== "" && !(/^\d{1,15}$/.test(message) && Number(message) > head)) return;
    this.#dirty.add(roomId);
    this.#schedule();
  }

  // At once after a quiet second, then once a second: whoever forges hints causes no more questions than that.
  #schedule(): void {
    if (this.#cancelFlush || this.#isLooking || this.#closed) return;
    const run = () => {
      this.#cancelFlush = undefined;
      if (!this.#closed) void this.#flush();
    };
    // A clock that was set back must not make it longer.
    const wait = Math.min(this.#flushAt - this.#runtime.now(), tellMs);
    this.#cancelFlush = () => {};
    if (wait <= 0) this.#runtime.turn(run);
    else this.#cancelFlush = this.#runtime.timer(wait, run);
  }

  async #flush(): Promise<void> {
    this.#flushAt = this.#runtime.now() + tellMs;
    this.#isLooking = true;
    try {
      await this.#look();
    } catch (error) {
      // The next poll asks for all.
      this.#onError(error);
    }
    this.#isLooking = false;
    for (const own of this.#people.values()) if (own.untold.size > 0) this.#tell(own);
    if (this.#dirty.size > 0) this.#schedule();
  }

  async #look(): Promise<void> {
    const asked = [...this.#dirty];
    this.#dirty.clear();
    if (asked.length === 0) return;
    const heads = await this.#log.heads(asked.map(roomTopic));
    for (const [i, roomId] of asked.entries()) {
      const room = this.#rooms.get(roomId);
      const { number } = heads[i] ?? {};
      if (!room || number === undefined || number === room.head) continue;
      room.head = number;
      for (const own of room.people) own.untold.add(roomId);
    }
  }

  #tell(own: OwnRooms): void {
    const heads: { [roomId: string]: number } = {};
    for (const roomId of own.untold) {
      const head = this.#rooms.get(roomId)?.head;
      if (head === undefined) continue;
      heads[roomId] = head;
      own.untold.delete(roomId);
    }
    if (Object.keys(heads).length === 0) return;
    const frame: Rooms = { type: "rooms", heads };
    const prepared = prepare(JSON.stringify(frame));
    for (const reader of own.readers) reader.send(prepared);
  }

  // A lost hint leaves nothing to notice.
  #poll(): void {
    for (const own of this.#people.values()) if (!own.isLoaded) this.#load(own);
    for (const roomId of this.#rooms.keys()) this.#dirty.add(roomId);
    if (this.#dirty.size > 0) this.#schedule();
    this.#cancelPoll =
      this.#people.size > 0 ? this.#runtime.timer(pollMs, () => this.#poll()) : undefined;
  }
}
