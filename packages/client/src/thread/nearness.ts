import type { GrowingList } from "../paging.ts";
import type { Numbered, RecordList, RecordPage } from "../record-list.ts";

/** A page of newer records, the oldest first. */
export interface NewerPage<R> {
  readonly records: readonly R[];
  /** Pass this id to fetch the next page. Null if these are the newest records. */
  readonly next: string | null;
}

/**
 * One record with the records before and after it, the newest first. `next` leads to older records,
 * `newer` to newer ones.
 */
export interface AroundPage<R> extends RecordPage<R> {
  readonly newer: string | null;
}

/**
 * Keeps a list of posts short. It removes the oldest or the newest posts: those that are farther from the
 * post that the person is reading.
 */
export interface Nearness<R> {
  /**
   * The id of the newest record in the list, if the server has newer records that are not in the
   * list. Otherwise undefined. Set it to undefined when the newest records are loaded again.
   */
  end: string | undefined;
  /**
   * Adds or replaces a record. If the list is then twice as long as it should be, removes the
   * oldest records.
   */
  put(record: R): void;
  /** Call it after an older page was added. If the list is too long, removes the newest records. */
  shorten(): void;
  /**
   * The pages of newer records. Pass `next`, the id of a record, to fetch the page after this
   * record.
   */
  readonly newer: GrowingList<NewerPage<R>>;
  /**
   * Call it before you fetch the records around a certain record. `take` replaces the list by the
   * fetched records, or returns false if too many records have arrived meanwhile.
   */
  expectAround(): { take(page: AroundPage<R>): boolean };
}

/**
 * Keeps about `most` records in a list. Pages of the list have to use the id of a record as their
 * cursor.
 */
export function createNearness<R extends Numbered>(
  records: RecordList<R>,
  most = 500,
): Nearness<R> {
  /**
   * The last records that arrived. If a page was requested before they arrived, it may have older
   * versions of them.
   */
  const arrived: R[] = [];
  let count = 0;

  /**
   * Call it before a page is fetched. The returned function adds the page, and then the records
   * that arrived in the meantime. If too many records have arrived, the returned function adds
   * nothing and returns false.
   */
  function expectPage() {
    const from = count;
    return (add: () => void): boolean => {
      const since = count - from;
      if (since > most) return false;
      const missed = Array.from({ length: since }, (_, i) => arrived[(from + i) % most] as R);
      add();
      for (const record of missed) near.put(record);
      return true;
    };
  }

  // `replace` also makes the list ignore a page that is still being loaded, because there may be a
  // gap between that page and the records that are kept.
  const keepOnly = (kept: readonly R[]) =>
    records.replace({ records: kept.toReversed(), next: (kept[0] as R).id });

  const near: Nearness<R> = {
    end: undefined,
    put(record) {
      arrived[count++ % most] = record;
      if (near.end && record.number > (records.list.at(-1)?.number ?? 0)) return;
      records.put(record);
      if (records.list.length > 2 * most) keepOnly(records.list.slice(-most));
    },
    shorten() {
      if (records.list.length <= most) return;
      keepOnly(records.list.slice(0, most));
      near.end = records.list.at(-1)?.id;
    },
    newer: {
      expectOlder() {
        const { end } = near;
        if (end === undefined) return undefined;
        const take = expectPage();
        return {
          next: end,
          take: (page) =>
            near.end === end &&
            take(() => {
              near.end = page.next ?? undefined;
              for (const record of page.records) records.put(record);
              if (records.list.length > most) keepOnly(records.list.slice(-most));
            }),
        };
      },
    },
    expectAround() {
      const take = expectPage();
      return {
        take: (page) =>
          take(() => {
            near.end = page.newer ?? undefined;
            records.replace(page);
          }),
      };
    },
  };
  return near;
}
