/** A record of a list that is in the order of a log. */
export interface Numbered {
  readonly id: string;
  readonly version: number;
  /** The number of its first event. */
  readonly number: number;
}

/** One page of a list, newest first. */
export interface RecordPage<R> {
  readonly records: readonly R[];
  /** The cursor to fetch older records with. Null if there are none. */
  readonly next: string | null;
}

/**
 * The newest records of a long list. Of each record, it has the newest version. The order in which
 * results and events arrive makes no difference.
 */
export interface RecordList<R> {
  /** Oldest first, without a gap. Returns the same array until a record changes. */
  readonly list: readonly R[];
  /** Whether there are older records. */
  readonly hasOlder: boolean;
  /** Whether a record would be a new one in the list. */
  isNew(record: R): boolean;
  replace(page: RecordPage<R>): void;
  put(record: R): void;
  remove(id: string): void;
  /**
   * Call before fetching an older page. `next` is the cursor to send. `take` merges the page, or returns
   * false if the list was replaced meanwhile. Undefined if there are no older records.
   */
  expectOlder(): { readonly next: string; take(page: RecordPage<R>): boolean } | undefined;
}

export function createRecordList<R extends Numbered>(): RecordList<R> {
  let records = new Map<string, R>();
  let next: string | null = null;
  /**
   * The position of the oldest record of all loaded pages, as long as there are older records. If
   * an event contains an older record, the record is shown only after its page is loaded.
   */
  let edge = 0;
  let list: readonly R[] | undefined;

  function put(record: R) {
    const held = records.get(record.id);
    if (held && held.version >= record.version) return;
    records.set(record.id, record);
    list = undefined;
  }

  function putPage(page: RecordPage<R>) {
    for (const record of page.records) put(record);
    next = page.next;
    const oldest = page.records.at(-1);
    edge = next === null ? 0 : oldest ? oldest.number : edge;
    list = undefined;
  }

  return {
    get list() {
      list ??= [...records.values()]
        .filter((record) => record.number >= edge)
        .sort((a, b) => a.number - b.number);
      return list;
    },
    get hasOlder() {
      return next !== null;
    },
    isNew: (record) => record.number >= edge && !records.has(record.id),
    replace(page) {
      records = new Map();
      putPage(page);
    },
    put,
    remove(id) {
      records.delete(id);
      list = undefined;
    },
    expectOlder() {
      if (next === null) return undefined;
      const asked = records;
      return {
        next,
        take(page) {
          if (records !== asked) return false;
          putPage(page);
          return true;
        },
      };
    },
  };
}
