import { listAll } from "../log/list-all.ts";
import type { Collection } from "../model/collection.ts";
import { type Member, members } from "../model/member.ts";
import { lastNameChange } from "../model/name-change.ts";
import { type RoomMember, roomMembers } from "../model/room-member.ts";
import type { Storage, StoredRecord } from "../storage/storage.ts";
import { weightOf } from "./records/weight.ts";

/** A board or room as it was read. Its version changes with its members and their roles. */
type Place = { readonly id: string; readonly version: number };

/** The people of a board or room, and whether they had to be read. */
export interface Named<T> {
  /** The same list as before, as long as nobody of the place has changed and nobody has got another name. */
  readonly people: readonly T[];
  readonly wasRead: boolean;
}

/** About how many bytes a directory of names takes for each person. It is kept as long as the list of people. */
const directoryBytes = 1_024;
/** About how many bytes are kept for all boards and rooms together. */
const maxBytes = 16 * 1024 * 1024;

interface Entry {
  readonly version: number;
  readonly names: number;
  readonly people: readonly unknown[];
  readonly bytes: number;
}

/**
 * The people of boards and rooms with their names, for those who mention them. A list belongs to one version of the
 * board or room, and to one number of changes of names. This number is read each time.
 */
export class NamesCache {
  readonly #storage: Pick<Storage, "get" | "list">;
  // The least recently used entry comes first.
  readonly #entries = new Map<string, Entry>();
  #bytes = 0;

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
    const key = `${name} ${id}`;
    const known = this.#entries.get(key);
    this.#remove(key);
    if (known?.version === version && known.names === names) {
      this.#add(key, known);
      return { people: known.people as T[], wasRead: false };
    }
    const people = (await listAll(this.#storage, name, query)).map(toPerson<T>);
    const bytes = weightOf(people) + people.length * directoryBytes;
    // A board or room that this command creates gets its version only at the commit.
    if (version > 0 && bytes <= maxBytes) this.#add(key, { version, names, people, bytes });
    return { people, wasRead: true };
  }

  #add(key: string, entry: Entry): void {
    this.#remove(key);
    this.#entries.set(key, entry);
    this.#bytes += entry.bytes;
    for (const oldest of this.#entries.keys()) {
      if (this.#bytes <= maxBytes) break;
      this.#remove(oldest);
    }
  }

  #remove(key: string): void {
    this.#bytes -= this.#entries.get(key)?.bytes ?? 0;
    this.#entries.delete(key);
  }
}

const toPerson = <T>({ id, version, fields }: StoredRecord): T => ({ id, version, ...fields }) as T;
