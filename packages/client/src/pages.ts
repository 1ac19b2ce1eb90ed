/** Records of one page of a list, newest first. */
export interface PageOf<R> {
  readonly records: readonly R[];
  /** What to ask for older ones with, or null when there are none. */
  readonly next: string | null;
}

/** The records of a long list from its newest on, each in the newest version seen. Whatever the order in which answers and events come in, they end up the same. */
export interface Pages<R> {
  /** Oldest first, without a gap; the same array until one of them changes. */
  readonly list: readonly R[];
  readonly hasOlder: boolean;
  /** Whether a record of this id would be new in the list. */
  lacks(id: string): boolean;
  replace(page: PageOf<R>): void;
  put(record: R): void;
  /** Call it when asking for what is before these, with `next`. Returns what takes the answer; false: it is of no use any more. */
  expectOlder(): { readonly next: string; take(page: PageOf<R>): boolean } | undefined;
}

export function createPages<
  R extends { readonly id: string; readonly version: number },
>(): Pages<R> {
  let held = new Map<string, R>();
  let next: string | null = null;
  /** The oldest of those that came in pages, while there are older ones; what an event brings of those waits for its page. */
  let edge = "";
  let list: readonly R[] | undefined;

  function put(record: R) {
    const before = held.get(record.id);
    if (before && before.version >= record.version) return;
    held.set(record.id, record);
    list = undefined;
  }

  function putPage(page: PageOf<R>) {
    for (const record of page.records) put(record);
    next = page.next;
    edge = next === null ? "" : (page.records.at(-1)?.id ?? edge);
    list = undefined;
  }

  return {
    get list() {
      // Ids begin with a UUIDv7, so they sort by age.
      list ??= [...held.values()]
        .filter(({ id }) => id >= edge)
        .sort((a, b) => (a.id < b.id ? -1 : 1));
      return list;
    },
    get hasOlder() {
      return next !== null;
    },
    lacks: (id) => id >= edge && !held.has(id),
    replace(page) {
      held = new Map();
      putPage(page);
    },
    put,
    expectOlder() {
      const asked = held;
      return next === null
        ? undefined
        : {
            next,
            take(page) {
              // Another state has taken this one's place since: the page belongs to what was.
              if (held !== asked) return false;
              putPage(page);
              return true;
            },
          };
    },
  };
}
