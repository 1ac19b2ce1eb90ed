/** A list to which older pages can be added. */
export interface Growing<Page> {
  /** See `expectOlder` of the lists. */
  expectOlder(): { readonly next: string; take(page: Page): boolean } | undefined;
}

/** Fetches older pages of a list, one at a time. */
export interface Paging {
  /** Adds the next page. While it is on its way, each call returns the same promise. */
  load(): Promise<void>;
  /** The list was replaced: a page that is on its way belongs to the old one. */
  reset(): void;
}

export function createPaging<Page>(
  list: Growing<Page>,
  read: (next: string) => Promise<Page>,
  changed: () => void,
): Paging {
  let loading: Promise<void> | undefined;

  async function loadNext() {
    const expected = list.expectOlder();
    if (expected?.take(await read(expected.next))) changed();
  }

  return {
    load() {
      loading ??= loadNext().finally(() => {
        if (loading === mine) loading = undefined;
      });
      const mine = loading;
      return mine;
    },
    reset() {
      loading = undefined;
    },
  };
}
