import { listAll } from "../../log/list-all.ts";
import { type Member, memberId, members } from "../../model/member.ts";
import { roomMemberId, roomMembers } from "../../model/room-member.ts";
import { users } from "../../model/user.ts";
import type { Ref, Storage, StoredRecord } from "../../storage/storage.ts";
import { weightOf } from "../records/weight.ts";

/** A member of a board. */
export interface BoardPerson {
  readonly member: Member;
  /** Whether the account is disabled. */
  readonly disabled: boolean;
}

/** The people of a board or a room by their ids. */
export type People<T> = ReadonlyMap<string, T>;

/**
 * A board or a room as it was read. Its version changes with its members, so a version identifies
 * one list of members.
 */
type Guard = { readonly id: string; readonly version: number };

/**
 * About how many bytes are cached for all boards and rooms together. The members of a board or room
 * that needs more are not cached.
 */
const maxBytes = 16 * 1024 * 1024;

/**
 * The members of boards and rooms, cached for one version of the board or room. Every change of its
 * members, their roles or their accounts changes that version. So a command that has the board or
 * room in its read set can decide by the cached members: if they have changed, it conflicts.
 */
export class MembersCache {
  readonly #storage: Storage;
  // The least recently used entry comes first.
  readonly #entries = new Map<
    string,
    { readonly version: number; readonly people: People<unknown>; readonly bytes: number }
  >();
  #bytes = 0;

  constructor(storage: Storage) {
    this.#storage = storage;
  }

  /** All members of a board. */
  onBoard(board: Guard): Promise<People<BoardPerson>> {
    return this.#all(boardKey(board), board.version, async () => {
      const all = await listAll(this.#storage, members.name, {
        index: "board",
        equals: { boardId: board.id },
      });
      const accounts = await this.#storage.get(
        all.map(({ fields }) => userRef(String(fields.userId))),
      );
      return new Map(
        all.map((member, i) => [String(member.fields.userId), person(member, accounts.records[i])]),
      );
    });
  }

  /** All members of a room. */
  inRoom(room: Guard): Promise<People<true>> {
    return this.#all(roomKey(room), room.version, async () => {
      const all = await listAll(this.#storage, roomMembers.name, {
        index: "room",
        equals: { roomId: room.id },
      });
      return new Map(all.map(({ fields }) => [String(fields.userId), true]));
    });
  }

  /**
   * Finds the candidates who are on the board and, if one is given, in the room. The result
   * may find other members too. If the members aren't cached, only these people are read, so
   * that one candidate doesn't cause a read of a whole large board.
   */
  async among(
    candidates: () => readonly string[],
    board: Guard,
    room: Guard | undefined,
  ): Promise<Pick<People<BoardPerson>, "get">> {
    const onBoard = this.#find<BoardPerson>(boardKey(board), board.version);
    const inRoom = room && this.#find<true>(roomKey(room), room.version);
    if (onBoard && !room) return onBoard;
    if (onBoard && inRoom)
      return { get: (userId) => (inRoom.has(userId) ? onBoard.get(userId) : undefined) };
    const userIds = candidates();
    const { records } = await this.#storage.get(
      userIds.flatMap((userId) => [
        { collection: members.name, id: memberId(board.id, userId) },
        userRef(userId),
        ...(room ? [{ collection: roomMembers.name, id: roomMemberId(room.id, userId) }] : []),
      ]),
    );
    const recordsEach = room ? 3 : 2;
    const people = new Map<string, BoardPerson>();
    userIds.forEach((userId, i) => {
      const [member, account, roomMember] = records.slice(i * recordsEach, (i + 1) * recordsEach);
      if (member?.fields && (!room || roomMember?.fields))
        people.set(userId, person(member, account));
    });
    return people;
  }

  async #all<T>(
    key: string,
    version: number,
    read: () => Promise<Map<string, T>>,
  ): Promise<People<T>> {
    const cached = this.#find<T>(key, version);
    if (cached) return cached;
    const people = await read();
    // A board or room that this command creates gets its version only at the commit.
    if (version === 0) return people;
    this.#remove(key);
    const bytes = weightOf([...people]);
    if (bytes > maxBytes) return people;
    this.#entries.set(key, { version, people, bytes });
    this.#bytes += bytes;
    for (const oldest of this.#entries.keys()) {
      if (this.#bytes <= maxBytes) break;
      this.#remove(oldest);
    }
    return people;
  }

  #find<T>(key: string, version: number): People<T> | undefined {
    const entry = this.#entries.get(key);
    if (entry?.version !== version) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry.people as People<T>;
  }

  #remove(key: string): void {
    this.#bytes -= this.#entries.get(key)?.bytes ?? 0;
    this.#entries.delete(key);
  }
}

const boardKey = ({ id }: Guard): string => `board:${id}`;
const roomKey = ({ id }: Guard): string => `room:${id}`;
const userRef = (userId: string): Ref => ({ collection: users.name, id: userId });

const person = (
  { id, version, fields }: StoredRecord,
  account: StoredRecord | undefined,
): BoardPerson => ({
  member: { id, version, ...fields } as Member,
  disabled: account?.fields?.disabled !== false,
});
