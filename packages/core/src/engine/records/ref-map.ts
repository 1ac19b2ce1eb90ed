import type { Ref } from "../../storage/storage.ts";

interface Entry<V> extends Ref {
  value: V;
}

/** Up to this number of entries, comparing keys one by one takes less time and memory than maps. */
const maxListed = 12;

const none: readonly never[] = [];

/**
 * A map whose keys have two parts: a collection and an id. Most have a few entries, which are in a list.
 * With more it is a map of maps, because joining the parts into one key costs more.
 */
export class RefMap<V> {
  #list: Entry<V>[] | undefined = [];
  #tables: Map<string, Map<string, V>> | undefined;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get(collection: string, id: string): V | undefined {
    return this.#tables
      ? this.#tables.get(collection)?.get(id)
      : this.#listed(collection, id)?.value;
  }

  has(collection: string, id: string): boolean {
    return this.#tables
      ? (this.#tables.get(collection)?.has(id) ?? false)
      : this.#listed(collection, id) !== undefined;
  }

  set({ collection, id }: Ref, value: V): void {
    const list = this.#list;
    if (!list) return this.#setInTables(collection, id, value);
    const entry = this.#listed(collection, id);
    if (entry) entry.value = value;
    else if (list.length < maxListed) {
      list.push({ collection, id, value });
      this.#size++;
    } else {
      this.#useTables(list);
      this.#setInTables(collection, id, value);
    }
  }

  delete({ collection, id }: Ref): void {
    const entry = this.#listed(collection, id);
    if (entry) this.#list = this.#list?.filter((one) => one !== entry);
    if (entry || this.#tables?.get(collection)?.delete(id)) this.#size--;
  }

  /** The values of one collection, with their ids. */
  of(collection: string): Iterable<readonly [id: string, value: V]> {
    if (!this.#list) return this.#tables?.get(collection) ?? none;
    let found: [string, V][] | undefined;
    for (const one of this.#list)
      if (one.collection === collection) {
        found ??= [];
        found.push([one.id, one.value]);
      }
    return found ?? none;
  }

  /** All values. */
  values(): V[] {
    const all: V[] = [];
    for (const { value } of this.#list ?? []) all.push(value);
    for (const table of this.#tables?.values() ?? [])
      for (const one of table.values()) all.push(one);
    return all;
  }

  #listed(collection: string, id: string): Entry<V> | undefined {
    const list = this.#list;
    if (!list) return undefined;
    for (let i = 0; i < list.length; i++) {
      const entry = list[i] as Entry<V>;
      if (entry.id === id && entry.collection === collection) return entry;
    }
    return undefined;
  }

  #useTables(list: readonly Entry<V>[]): void {
    this.#list = undefined;
    this.#tables = new Map();
    this.#size = 0;
    for (const { collection, id, value } of list) this.#setInTables(collection, id, value);
  }

  #setInTables(collection: string, id: string, value: V): void {
    const tables = this.#tables as Map<string, Map<string, V>>;
    let table = tables.get(collection);
    if (!table) {
      table = new Map();
      tables.set(collection, table);
    }
    const before = table.size;
    table.set(id, value);
    this.#size += table.size - before;
  }
}
