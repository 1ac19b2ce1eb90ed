import type { RecordList } from "../record-list.ts";

/**
 * Keeps a list of posts short: removes the posts at the end that is farthest from what the person
 * reads.
 */
export interface Nearness<R> {
  /**
   * The id of the newest record in the list, if newer records were removed. Set it to undefined
   * when the newest records are loaded again.
   */
  end: string | undefined;
  /**
   * Adds or replaces a record. If the list is then twice as long as it should be, removes the
   * oldest records.
   */
  put(record: R): void;
  /** Call it after an older page was added. If the list is too long, removes the newest records. */
  shorten(): void;
}

/**
 * Keeps about `most` records in a list. Pages of the list have to use the id of a record as their
 * cursor.
 */
export function createNearness<R extends { readonly id: string }>(
  records: RecordList<R>,
  most = 500,
): Nearness<R> {
  // After this, the list ignores a page that is still being loaded, because that page may not
  // follow directly after the records in the list.
  const keepOnly = (kept: readonly R[]) =>
    records.replace({ records: kept.toReversed(), next: (kept[0] as R).id });

  const near: Nearness<R> = {
    end: undefined,
    put(record) {
      if (near.end && record.id > near.end) return;
      records.put(record);
      if (records.list.length > 2 * most) keepOnly(records.list.slice(-most));
    },
    shorten() {
      if (records.list.length <= most) return;
      keepOnly(records.list.slice(0, most));
      near.end = records.list.at(-1)?.id;
    },
  };
  return near;
}
