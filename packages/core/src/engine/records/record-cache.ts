import { notifications } from "../../model/notification.ts";
import type { Commit, Ref, StoredRecord } from "../../storage/storage.ts";
import { Generations } from "./generations.ts";
import { type NumberedCollections, withNumber } from "./numbered-fields.ts";
import { versionRead } from "./version-read.ts";
import { weightOf } from "./weight.ts";

// About how many bytes one generation of the cache takes (see {@link Generations}). Small records
// count as 4 KiB, so there are at most 2,048 records.
const maxPerGeneration = 8 * 1024 * 1024;
const smallRecord = 4 * 1024;
/** A character outside of Latin-1 takes two bytes per UTF-16 code unit. */
const bytesPerUnit = 2;

/**
 * Records as this node last read or wrote them, for the first attempt of a command. Most commands
 * then read nothing. Stale records do no harm: the commit checks the version of each record. If a
 * command is refused on cached records, it is tried again on records from the storage.
 */
export class RecordCache {
  readonly #records = new Generations<StoredRecord>(maxPerGeneration);
  readonly #numbered: NumberedCollections;

  constructor(numbered: NumberedCollections = new Map()) {
    this.#numbered = numbered;
  }

  /** Returns all of these records, or undefined if one of them isn't cached. */
  find(refs: readonly Ref[]): readonly StoredRecord[] | undefined {
    const found: StoredRecord[] = [];
    for (const ref of refs) {
      const record = this.#records.find(ref);
      if (!record) return undefined;
      found.push(record);
    }
    return found;
  }

  /**
   * Caches records that were read, even if their versions are lower than those of the cached
   * records: the storage may have been restored from an older copy.
   */
  learn(refs: readonly Ref[], records: readonly StoredRecord[]): void {
    refs.forEach((ref, i) => {
      const record = records[i];
      if (record?.fields) this.#records.set(ref, record, sizeOf(weightOf(record.fields)));
      else this.#records.delete(ref);
    });
  }

  /** Caches the records that a commit of this node has written. */
  learnCommit({ writes, reads, events }: Commit, numbers: readonly number[]): void {
    for (const write of writes) {
      const { collection, id, kind } = write;
      // There are many notifications, and no command starts by reading one.
      if (collection === notifications.name) continue;
      const version = write.event === undefined ? undefined : numbers[write.event];
      const before = kind === "update" ? this.#records.find(write) : undefined;
      // An update names only the changed fields. The others are known only if the cached record is
      // the version that the commit checked.
      const isBased = kind === "insert" || (before && before.version === versionRead(write, reads));
      if (version === undefined || !isBased || kind === "delete") this.#records.delete(write);
      else {
        const numbered = kind === "insert" ? this.#numbered.get(collection) : undefined;
        const fields = numbered
          ? withNumber(numbered, write.fields, version)
          : { ...before?.fields, ...write.fields };
        // The event contains the whole record. So its length is used as the size, because measuring
        // each record would take long.
        const { length } = events[write.event ?? 0]?.data ?? "";
        this.#records.set(write, { id, version, fields }, sizeOf(length * bytesPerUnit));
      }
    }
  }
}

/** Small records count as if they had 4 KiB. */
const sizeOf = (bytes: number): number => Math.max(smallRecord, bytes);
