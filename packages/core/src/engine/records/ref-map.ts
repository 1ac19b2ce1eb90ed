import type { Ref } from "../../storage/storage.ts";

/** Something for each of some things with a name in two parts, e.g. records. Two steps, because joining the parts costs more. */
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

  /** Everything with its name, table by table. */
  entries(): (readonly [Ref, V])[] {
    return [...this.#tables].flatMap(([collection, table]) =>
      [...table].map(([id, one]) => [{ collection, id }, one] as const),
    );
  }

  /** Everything, table by table. */
  values(): V[] {
    return [...this.#tables.values()].flatMap((table) => [...table.values()]);
  }
}
