import { keep, keepParts } from "../keep.ts";
import type { GrowingList } from "../paging.ts";

/** The part of an answer of `work.open` that is about one list. */
export interface WorkPage<Entry> {
  readonly entries: readonly Entry[];
  readonly next: string | null;
}

/** A list holds at most this many entries. The others come when these are done. */
const maxEntries = 500;

/** One of the lists of a person's work, as far as it is loaded. */
export interface WorkList<Entry> extends GrowingList<WorkPage<Entry>> {
  readonly entries: readonly Entry[];
  readonly hasMore: boolean;
  /** Takes the list anew. Entries that are the same as before stay the same objects. */
  replace(page: WorkPage<Entry>): void;
}

export function createWorkList<Entry extends object>(
  keyOf: (entry: Entry) => string,
): WorkList<Entry> {
  let entries: readonly Entry[] = [];
  let next: string | null = null;

  function put(fresh: readonly Entry[], following: string | null) {
    const held = new Map(entries.map((entry) => [keyOf(entry), entry]));
    const kept = new Map(
      fresh.map((entry) => {
        const before = held.get(keyOf(entry)) ?? entry;
        return [keyOf(entry), keep(before, keepParts(before, entry))] as const;
      }),
    );
    entries = keep(entries, [...kept.values()].slice(0, maxEntries));
    next = kept.size < maxEntries ? following : null;
  }

  return {
    get entries() {
      return entries;
    },
    get hasMore() {
      return next !== null;
    },
    replace: (page) => put(page.entries, page.next),
    expectOlder() {
      if (next === null) return undefined;
      const asked = entries;
      return {
        next,
        take(page) {
          if (entries !== asked) return false;
          put([...entries, ...page.entries], page.next);
          return true;
        },
      };
    },
  };
}
