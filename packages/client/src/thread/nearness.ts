import type { RecordList } from "../record-list.ts";

/** Leaves out what is far away from a list. */
export interface Nearness<R> {
  /** The newest id that shows, if newer records were left out. Clear it if the newest ones are back. */
  end: string | undefined;
  /** Puts a record. If the list is twice as long as it should be, it leaves out the oldest ones. */
  put(record: R): void;
  /** Call after an older page. If the list is too long, it leaves out the newest ones. */
  shorten(): void;
}

/** Keeps a list at about `most` records. The cursor of a page has to be the id of a record. */
export function createNearness<R extends { readonly id: string }>(
  records: RecordList<R>,
  most = 500,
): Nearness<R> {
  // The list does not take a page that is on its way any more: it may be older than what is left out.
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
