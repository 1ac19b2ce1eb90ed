import { listAll } from "../log/list-all.ts";
import type { Collection } from "../model/collection.ts";
import { type Member, members } from "../model/member.ts";
import { lastNameChange } from "../model/name-change.ts";
import { type RoomMember, roomMembers } from "../model/room-member.ts";
import type { Storage, StoredRecord } from "../storage/storage.ts";
import { Generations } from "./records/generations.ts";
import { weightOf } from "./records/weight.ts";

/** A board or room as it was read. Its version changes with its members and their roles. */
type Place = { readonly id: string; readonly version: number };

/** The people of a board or room, and whether they had to be read. */
export interface Named<T> {
  /** The same list as before, if nobody of the place has changed and nobody has got another name. */
  readonly people: readonly T[];
  readonly wasRead: boolean;
}

/** About how many bytes a directory of names takes for each person. It is kept as long as the list of people. */
const directoryBytes = 1_024;
// About how many bytes one generation of the cache takes (see {@link Generations}).
const maxPerGeneration = 8 * 1024 * 1024;

/**
 * The people of boards and rooms with their names, for those who mention them. A list is valid for one version of the
 * board or room, and for one version of the record that counts new names. This record is read each time.
 */
export class NamesCache {
  readonly #storage: Pick<Storage, "get" | "list">;
  readonly #lists = new Generations<{
    readonly version: number;
    readonly names: number;
    readonly people: readonly unknown[];
  }>(maxPerGeneration);

  constructor(storage: Pick<Storage, "get" | "list">) {
    this.#storage = storage;
  }

  onBoard(board: Place): Promise<Named<Member>> {
    return this.#named(members, { index: "board", equals: { boardId: board.id } }, board);
  }

  inRoom(room: Place): Promise<Named<RoomMember>> {
    return this.#named(roomMembers, { index: "room", equals: { roomId: room.id } }, room);
  }

  async #named<T>(
    { name }: Collection,
    query: Parameters<typeof listAll>[2],
    { id, version }: Place,
  ): Promise<Named<T>> {
    // It is read before the list. If somebody gets another name in between, the list is read again next time.
    const [changes] = (await this.#storage.get([lastNameChange])).records;
    const names = changes?.version ?? 0;
    const ref = { collection: name, id };
    const known = this.#lists.find(ref);
    if (known?.version === version && known.names === names)
      return { people: known.people as T[], wasRead: false };
    const people = (await listAll(this.#storage, name, query)).map(toPerson<T>);
    const bytes = weightOf(people) + people.length * directoryBytes;
    // A board or room that this command creates gets its version only at the commit.
    if (version > 0 && bytes <= maxPerGeneration)
      this.#lists.set(ref, { version, names, people }, bytes);
    return { people, wasRead: true };
  }
}

const toPerson = <T>({ id, version, fields }: StoredRecord): T => ({ id, version, ...fields }) as T;
