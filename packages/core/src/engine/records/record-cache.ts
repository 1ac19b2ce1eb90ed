import { notifications } from "../../model/notification.ts";
import type { Commit, Ref, StoredRecord } from "../../storage/storage.ts";
import { RefMap } from "./ref-map.ts";

// Of each of the two generations.
const most = 2_048;

/**
 * Records as this node last saw them, for the first try of a command. They may be stale, and that does no harm: the commit
 * checks the version of each, and nothing is refused by them (a command that they would refuse is judged again on
 * fresh reads). What they save is the reading, for nearly every command.
 */
export class RecordCache {
  // What is in use moves from the old ones to the young; when these are many, the old ones go.
  #young = new RefMap<StoredRecord>();
  #old = new RefMap<StoredRecord>();

  /** All of these, or undefined when one is not known. */
  find(refs: readonly Ref[]): readonly StoredRecord[] | undefined {
    const found: StoredRecord[] = [];
    for (const ref of refs) {
      const record = this.#find(ref);
      if (!record) return undefined;
      found.push(record);
    }
    return found;
  }

  /** Learns what was read: the storage is right, also where it has gone back, restored from a copy. */
  learn(refs: readonly Ref[], records: readonly StoredRecord[]): void {
    refs.forEach((ref, i) => {
      const record = records[i];
      if (record?.fields) this.#keep(ref, record);
      else this.#drop(ref);
    });
  }

  /** Learns what a commit of this node has made of its records. */
  learnCommit({ writes, reads }: Commit, numbers: readonly number[]): void {
    for (const write of writes) {
      const { collection, id, kind } = write;
      // No command begins with somebody's inbox, and there are many rows.
      if (collection === notifications.name) continue;
      const version = write.event === undefined ? undefined : numbers[write.event];
      const before = kind === "update" ? this.#find(write) : undefined;
      const isBase = (read: Commit["reads"][number]) =>
        read.id === id && read.collection === collection && read.version === before?.version;
      if (version === undefined || kind === "delete" || (kind === "update" && !reads.some(isBase)))
        this.#drop(write);
      else this.#keep(write, { id, version, fields: { ...before?.fields, ...write.fields } });
    }
  }

  #find(ref: Ref): StoredRecord | undefined {
    const young = this.#young.get(ref.collection, ref.id);
    if (young) return young;
    const old = this.#old.get(ref.collection, ref.id);
    if (old) this.#keep(ref, old);
    return old;
  }

  #keep(ref: Ref, record: StoredRecord): void {
    this.#young.set(ref, record);
    if (this.#young.size < most) return;
    this.#old = this.#young;
    this.#young = new RefMap();
  }

  #drop(ref: Ref): void {
    this.#young.delete(ref);
    this.#old.delete(ref);
  }
}
