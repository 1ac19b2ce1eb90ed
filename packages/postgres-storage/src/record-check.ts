import { recordKey } from "./net-write.ts";
import type { PreparedCommit } from "./prepared-commit.ts";

/** A condition of a commit on one record. The commit is a conflict if it doesn't hold. */
export interface RecordCheck {
  readonly collection: string;
  /** The index of the commit in the batch. */
  readonly commit: number;
  readonly id: string;
  /** The version that the commit read; undefined if it only writes the record. */
  readonly version?: number;
  /**
   * Whether the record must exist (update, delete) or must not (insert); undefined if only read.
   */
  readonly exists?: boolean;
}

/** The conditions of a commit by record key. */
export interface CommitChecks {
  readonly byRecord: ReadonlyMap<string, RecordCheck>;
  /**
   * Whether reads or writes contradict each other, so that the commit is a conflict in any case.
   */
  readonly isContradictory: boolean;
}

/** Collects what a commit needs of the records that it reads and writes. */
export function checksOf(
  { commit: { reads }, writes }: PreparedCommit,
  commit: number,
): CommitChecks {
  const byRecord = new Map<string, RecordCheck>();
  let isContradictory = writes === undefined;
  for (const { collection, id, version } of reads) {
    const key = recordKey(collection, id);
    const before = byRecord.get(key);
    if (before && before.version !== version) isContradictory = true;
    byRecord.set(key, { collection, commit, id, version });
  }
  for (const [key, { collection, id, mustExist }] of writes ?? []) {
    byRecord.set(key, {
      ...byRecord.get(key),
      collection: collection.name,
      commit,
      id,
      exists: mustExist,
    });
  }
  return { byRecord, isContradictory };
}
