import { notifications } from "../../model/notification.ts";
import type { Commit, Ref, StoredRecord } from "../../storage/storage.ts";
import { RefMap } from "./ref-map.ts";

const maxPerGeneration = 2_048;

/**
 * Records as this node last read or wrote them, for the first attempt of a command. Most commands then
 * read nothing. Stale records do no harm: the commit checks the version of each, and a command that
 * they would refuse is tried again on fresh reads.
 */
export class RecordCache {
  // Records in use move from the old generation to the young one. When the young one is full it
  // becomes the old one, and the records that were not used meanwhile are forgotten.
  #young = new RefMap<StoredRecord>();
  #old = new RefMap<StoredRecord>();

  /** Returns all of these records, or undefined if one of them isn't cached. */
  find(refs: readonly Ref[]): readonly StoredRecord[] | undefined {
    const found: StoredRecord[] = [];
    for (const ref of refs) {
      const record = this.#find(ref);
      if (!record) return undefined;
      found.push(record);
    }
    return found;
  }

  /**
   * Caches records that were read, also if their versions are lower than the cached ones: the storage
   * may have been restored from an older copy.
   */
  learn(refs: readonly Ref[], records: readonly StoredRecord[]): void {
    refs.forEach((ref, i) => {
      const record = records[i];
      if (record?.fields) this.#set(ref, record);
      else this.#delete(ref);
    });
  }

  /** Caches the records that a commit of this node has written. */
  learnCommit({ writes, reads }: Commit, numbers: readonly number[]): void {
    for (const write of writes) {
      const { collection, id, kind } = write;
      // There are many notifications, and no command starts by reading one.
      if (collection === notifications.name) continue;
      const version = write.event === undefined ? undefined : numbers[write.event];
      const before = kind === "update" ? this.#find(write) : undefined;
      // An update names only the changed fields. The others are known only if the cached record is
      // the version that the commit checked.
      const isBase = (read: Commit["reads"][number]) =>
        read.id === id && read.collection === collection && read.version === before?.version;
      if (version === undefined || kind === "delete" || (kind === "update" && !reads.some(isBase)))
        this.#delete(write);
      else this.#set(write, { id, version, fields: { ...before?.fields, ...write.fields } });
    }
  }

  #find(ref: Ref): StoredRecord | undefined {
    const young = this.#young.get(ref.collection, ref.id);
    if (young) return young;
    const old = this.#old.get(ref.collection, ref.id);
    if (old) this.#set(ref, old);
    return old;
  }

  #set(ref: Ref, record: StoredRecord): void {
    this.#young.set(ref, record);
    if (this.#young.size < maxPerGeneration) return;
    this.#old = this.#young;
    this.#young = new RefMap();
  }

  #delete(ref: Ref): void {
    this.#young.delete(ref);
    this.#old.delete(ref);
  }
}
