import { deepFreeze } from "../../model/deep-freeze.ts";
import type { Ref, StoredRecord } from "../../storage/storage.ts";
import { RefMap } from "./ref-map.ts";

type Shape = { id: string; version: number };
type VersionedRef = Ref & { readonly version: number };

/** The records that one attempt of an operation has read, with the versions that guard its commit. */
export class ReadSet {
  readonly #read = new RefMap<{ ref: Ref; record: StoredRecord; shape?: Shape }>();
  // The commit checks records of lists only if the command changes them.
  readonly #listed = new RefMap<{ ref: Ref; record: StoredRecord }>();
  // The records as operations got them, and their refs. They are used to find the records again in
  // the command's output.
  readonly #shapes: object[] = [];
  readonly #shapeRefs: Ref[] = [];

  /** Whether a record was read by its id. */
  has({ collection, id }: Ref): boolean {
    return this.#read.has(collection, id);
  }

  /**
   * Adds records that were read by their ids. If two reads of the same record overlap, the first
   * one counts, because the operation may already have used it for a decision.
   */
  add(refs: readonly Ref[], records: readonly StoredRecord[]): void {
    refs.forEach((ref, i) => {
      const record = records[i];
      if (record && !this.has(ref)) this.#read.set(ref, { ref, record });
    });
  }

  /**
   * Adds a record of a list. If two lists have it in different versions, the older version counts.
   * Lists that are read at the same time may arrive in any order, and the operation may have used
   * the older one.
   */
  addListed(ref: Ref, record: StoredRecord): Shape {
    const known = this.#listed.get(ref.collection, ref.id);
    if (!known || record.version < known.record.version) this.#listed.set(ref, { ref, record });
    return this.#shapeOf(ref, record);
  }

  /** A record that was read by its id, in the shape that operations get: the same object each time. */
  shape(ref: Ref): Shape | undefined {
    const read = this.#read.get(ref.collection, ref.id);
    const fields = read?.record.fields;
    if (!fields) return undefined;
    if (read.shape) return read.shape;
    // The record may be in a cache. If an operation changed its data in place, later commands would
    // decide on that data.
    for (const name in fields) deepFreeze(fields[name]);
    read.shape = this.#shapeOf(ref, read.record);
    return read.shape;
  }

  /** The version of a record that was read by its id: 0 if it was never stored, or not read. */
  versionOf({ collection, id }: Ref): number {
    return this.#read.get(collection, id)?.record.version ?? 0;
  }

  /** The collection and id of a record that an operation got; undefined for any other object. */
  refOf(shape: object): Ref | undefined {
    return this.#shapeRefs[this.#shapes.indexOf(shape)];
  }

  #shapeOf(ref: Ref, { id, version, fields }: StoredRecord): Shape {
    const shape = { id, version, ...fields };
    this.#shapes.push(shape);
    this.#shapeRefs.push(ref);
    return shape;
  }

  /** The fields of a record as it was read by its id or in a list. */
  fields({ collection, id }: Ref): StoredRecord["fields"] | undefined {
    return (
      this.#read.get(collection, id)?.record.fields ??
      this.#listed.get(collection, id)?.record.fields
    );
  }

  /** As {@link fields}, but null for a record that was read by its id and is not stored. */
  before(ref: Ref): StoredRecord["fields"] | undefined {
    const read = this.#read.get(ref.collection, ref.id);
    return read?.record.fields === null ? null : this.fields(ref);
  }

  /** The fields of a record that was read by its id. */
  guardedFields({ collection, id }: Ref): StoredRecord["fields"] | undefined {
    return this.#read.get(collection, id)?.record.fields;
  }

  /** The versions that the commit checks: of all records read by id, and of changed records of lists. */
  guards(isChanged: (ref: Ref) => boolean): VersionedRef[] {
    const guards = this.#read.values().map(guardOf);
    if (this.#listed.size === 0) return guards;
    for (const listed of this.#listed.values()) {
      const { ref, record } = listed;
      if (!isChanged(ref)) continue;
      const isGuarded = this.#read.get(ref.collection, ref.id)?.record.version === record.version;
      if (!isGuarded) guards.push(guardOf(listed));
    }
    return guards;
  }
}

const guardOf = ({ ref, record }: { ref: Ref; record: StoredRecord }): VersionedRef => ({
  collection: ref.collection,
  id: ref.id,
  version: record.version,
});
