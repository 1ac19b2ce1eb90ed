import { type Member, memberId, members } from "../../model/member.ts";
import { roomMemberId, roomMembers } from "../../model/room-member.ts";
import { users } from "../../model/user.ts";
import type { Ref, Storage, StoredRecord } from "../../storage/storage.ts";

/** Somebody on a board. */
export interface BoardPerson {
  readonly member: Member;
  /** The account may do nothing any more. */
  readonly disabled: boolean;
}

/** The people of a place by their ids. */
export type People<T> = ReadonlyMap<string, T>;

/** A board or a room as it was read: its version stands for who was there. */
type Guard = { readonly id: string; readonly version: number };

const mostPeople = 50_000;
const pageSize = 500;

/**
 * Who is on a board or in a room, as of a version of it. The place is the guard of its members: each change of who they
 * are, of their roles and of their accounts changes it. So a command that has the place in its read set may decide on
 * what is remembered here, and conflicts where that has changed.
 */
export class MembersCache {
  readonly #storage: Storage;
  // In the order of their last use.
  readonly #known = new Map<
    string,
    { readonly version: number; readonly people: People<unknown> }
  >();
  #size = 0;

  constructor(storage: Storage) {
    this.#storage = storage;
  }

  /** Everybody on the board. */
  board(board: Guard): Promise<People<BoardPerson>> {
    return this.#all(`board:${board.id}`, board.version, async () => {
      const found = await this.#scan(members.name, "board", { boardId: board.id });
      const accounts = await this.#storage.get(
        found.map(({ fields }) => userRef(String(fields?.userId))),
      );
      return new Map(
        found.map((member, i) => [
          String(member.fields?.userId),
          person(member, accounts.records[i]),
        ]),
      );
    });
  }

  /** Everybody in the room. */
  room(room: Guard): Promise<People<true>> {
    return this.#all(`room:${room.id}`, room.version, async () => {
      const found = await this.#scan(roomMembers.name, "room", { roomId: room.id });
      return new Map(found.map(({ fields }) => [String(fields?.userId), true]));
    });
  }

  /** Those of some people who are on the board and, where one is given, in its room: a large place isn't read for one of them. */
  async some(
    board: Guard,
    room: Guard | undefined,
    userIds: readonly string[],
  ): Promise<People<BoardPerson>> {
    const onBoard = this.#recall<BoardPerson>(`board:${board.id}`, board.version);
    const inRoom = room && this.#recall<true>(`room:${room.id}`, room.version);
    if (onBoard && !room) return onBoard;
    if (onBoard && inRoom) return new Map([...onBoard].filter(([userId]) => inRoom.has(userId)));
    const { records } = await this.#storage.get(
      userIds.flatMap((userId) => [
        { collection: members.name, id: memberId(board.id, userId) },
        userRef(userId),
        ...(room ? [{ collection: roomMembers.name, id: roomMemberId(room.id, userId) }] : []),
      ]),
    );
    const each = room ? 3 : 2;
    const people = new Map<string, BoardPerson>();
    userIds.forEach((userId, i) => {
      const [member, account, roomMember] = records.slice(i * each, (i + 1) * each);
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
    const known = this.#recall<T>(key, version);
    if (known) return known;
    const people = await read();
    // One that this command makes: its version is still to come.
    if (version === 0) return people;
    this.#forget(key);
    this.#known.set(key, { version, people });
    this.#size += people.size;
    for (const oldest of this.#known.keys()) {
      if (this.#size <= mostPeople || oldest === key) break;
      this.#forget(oldest);
    }
    return people;
  }

  #recall<T>(key: string, version: number): People<T> | undefined {
    const known = this.#known.get(key);
    if (known?.version !== version) return undefined;
    this.#known.delete(key);
    this.#known.set(key, known);
    return known.people as People<T>;
  }

  async #scan(collection: string, index: string, equals: { readonly [field: string]: string }) {
    const found: StoredRecord[] = [];
    let after: readonly unknown[] | null = null;
    do {
      const query = { index, equals, limit: pageSize, ...(after && { after }) };
      const page: Awaited<ReturnType<Storage["list"]>> = await this.#storage.list(
        collection,
        query,
      );
      found.push(...page.records);
      after = page.next;
    } while (after);
    return found;
  }

  #forget(key: string): void {
    this.#size -= this.#known.get(key)?.people.size ?? 0;
    this.#known.delete(key);
  }
}

const userRef = (userId: string): Ref => ({ collection: users.name, id: userId });

const person = (
  { id, version, fields }: StoredRecord,
  account: StoredRecord | undefined,
): BoardPerson => ({
  member: { id, version, ...fields } as Member,
  disabled: account?.fields?.disabled !== false,
});
