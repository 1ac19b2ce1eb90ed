import { notifications } from "../model/notification.ts";
import type { Commit, Ref, StoredRecord } from "../storage/storage.ts";

const most = 4_096;

/**
 * Records as this node last saw them, for the first try of a command. They may be stale, and that does no harm: the commit
 * checks the version of each, and nothing is refused by them (a command that they would refuse is judged again on
 * fresh reads). What they save is the reading, for nearly every command.
 */
export class Recall {
  // In the order in which they were learnt: the oldest goes first.
  readonly #records = new Map<string, StoredRecord>();

  /** All of these, or undefined when one is not known. */
  find(refs: readonly Ref[]): readonly StoredRecord[] | undefined {
    const found: StoredRecord[] = [];
    for (const ref of refs) {
      const record = this.#records.get(keyOf(ref));
      if (!record) return undefined;
      found.push(record);
    }
    return found;
  }

  /** Learns what was read: the storage is right, also where it has gone back, restored from a copy. */
  read(refs: readonly Ref[], records: readonly StoredRecord[]): void {
    refs.forEach((ref, i) => {
      const record = records[i];
      if (record?.fields) this.#keep(keyOf(ref), record);
      else this.#records.delete(keyOf(ref));
    });
  }

  /** Learns what a commit of this node has made of its records. */
  committed({ writes, reads }: Commit, numbers: readonly number[]): void {
    for (const write of writes) {
      // No command begins with somebody's inbox, and there are many rows.
      if (write.collection === notifications.name) continue;
      const key = keyOf(write);
      const version = write.event === undefined ? undefined : numbers[write.event];
      const before = this.#records.get(key);
      const wasRead = reads.some((read) => keyOf(read) === key && read.version === before?.version);
      if (version === undefined || write.kind === "delete" || (write.kind === "update" && !wasRead))
        this.#records.delete(key);
      else
        this.#keep(key, {
          id: write.id,
          version,
          fields: { ...(write.kind === "update" && before?.fields), ...write.fields },
        });
    }
  }

  #keep(key: string, record: StoredRecord): void {
    this.#records.delete(key);
    this.#records.set(key, record);
    if (this.#records.size > most) this.#records.delete(this.#records.keys().next().value as string);
  }
}

const keyOf = ({ collection, id }: Ref): string => `${collection}/${id}`;
