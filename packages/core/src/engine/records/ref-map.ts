import type { Ref } from "../../storage/storage.ts";

/**
 * A map whose keys have two parts: a collection and an id. It is a map of maps, because joining the
 * parts into one key costs more.
 */
export class RefMap<V> {
  readonly #tables = new Map<string, Map<string, V>>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get(collection: string, id: string): V | undefined {
    return this.#tables.get(collection)?.get(id);
  }

  has(collection: string, id: string): boolean {
    return this.#tables.get(collection)?.has(id) ?? false;
  }

  set({ collection, id }: Ref, value: V): void {
    let table = this.#tables.get(collection);
    if (!table) {
      table = new Map();
      this.#tables.set(collection, table);
    }
    const before = table.size;
    table.set(id, value);
    this.#size += table.size - before;
  }

  delete({ collection, id }: Ref): void {
    if (this.#tables.get(collection)?.delete(id)) this.#size--;
  }

  /** The values of one collection, with their ids. */
  of(collection: string): ReadonlyMap<string, V> | undefined {
    return this.#tables.get(collection);
  }

  /** All values, collection by collection. */
  values(): V[] {
    const all: V[] = [];
    for (const table of this.#tables.values()) for (const one of table.values()) all.push(one);
    return all;
  }
}
