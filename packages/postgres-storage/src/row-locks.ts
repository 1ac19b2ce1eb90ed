import { arrayText, type MessageRow } from "./message.ts";
import type { RecordCheck } from "./record-check.ts";

/**
 * Rows that the batch changes are locked FOR NO KEY UPDATE, rows that it only reads FOR SHARE. A
 * row is in one of the two lists.
 */
export type LockKind = "changed" | "read";

/** The row locks of a batch, by collection, as the message contains them. */
export type RowLocks = {
  [collection: string]: { [kind in LockKind]?: RowLockList };
};

/** Rows of one collection to lock. */
export interface RowLockList {
  /** Sorted. Every batch locks in this order. */
  readonly ids: string;
  /** The checks of the first wave on these rows. */
  readonly checks: readonly MessageRow[];
  /**
   * The version that each id must have. If the locked rows have exactly these versions, all checks
   * hold, and the procedure doesn't run them. Left out if equal versions don't imply that.
   */
  readonly versions?: string;
}

/** A check and the wave of its commit. */
export interface WaveCheck {
  readonly wave: number;
  readonly key: string;
  readonly check: RecordCheck;
}

interface LockList {
  readonly ids: Set<string>;
  readonly checks: MessageRow[];
  versions: Map<string, number> | undefined;
}

/**
 * Distributes the checks of a batch. Checks of the first wave run when the rows are locked. Checks
 * of later waves, and those on inserts if `checkInserts`, are passed to `addToWave` and run when
 * their wave begins.
 */
export function planLocks(
  waveChecks: readonly WaveCheck[],
  written: ReadonlySet<string>,
  checkInserts: boolean,
  addToWave: (wave: number, collection: string, row: MessageRow) => void,
): RowLocks {
  const locks = new Map<string, Map<LockKind, LockList>>();
  const commitsOfCheck = new Map<string, number[]>();
  for (const { wave, key, check } of waveChecks) {
    const { collection, commit, id, version = null, exists = null } = check;
    // Many commits have the same check, e.g. on their board or their user. It is sent once.
    const same = `${wave} ${version} ${exists} ${key}`;
    const commits = commitsOfCheck.get(same) ?? [];
    commits.push(commit);
    if (commits.length > 1) continue;
    commitsOfCheck.set(same, commits);
    const row = [commits, id, version, exists];
    // A row that is only inserted doesn't exist, so it can't be locked.
    const isInsert = exists === false && version === null;
    if (!isInsert) {
      const ofCollection = locks.get(collection) ?? new Map<LockKind, LockList>();
      locks.set(collection, ofCollection);
      const kind = written.has(key) ? "changed" : "read";
      const list: LockList = ofCollection.get(kind) ?? {
        ids: new Set(),
        checks: [],
        versions: new Map(),
      };
      ofCollection.set(kind, list);
      list.ids.add(id);
      if (wave === 0) list.checks.push(row);
      const before = list.versions?.get(id) ?? version;
      if (wave > 0 || version === null || exists === false || before !== version)
        list.versions = undefined;
      else list.versions?.set(id, version);
    }
    if (wave > 0 || (isInsert && checkInserts)) addToWave(wave, collection, row);
  }
  return Object.fromEntries(
    [...locks].map(([name, ofCollection]) => [
      name,
      Object.fromEntries([...ofCollection].map(([kind, list]) => [kind, lockListOf(list)])),
    ]),
  );
}

function lockListOf({ ids, checks, versions }: LockList): RowLockList {
  // The database sorts by bytes, and JavaScript sorts some ids in another order. That is safe:
  // versions only grow. So if the versions are equal at each position in spite of this, no row has
  // changed.
  const sorted = [...ids].sort();
  return {
    ids: arrayText(sorted),
    checks,
    ...(versions && { versions: arrayText(sorted.map((id) => versions.get(id) as number)) }),
  };
}
