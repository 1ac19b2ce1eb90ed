/** A list that can grow by pages. */
export interface GrowingList<Page> {
  /**
   * The cursor of the next page, and a function that takes the page, or returns false if the page does not
   * fit any more. Undefined if there is no page.
   */
  expectOlder(): { readonly next: string; take(page: Page): boolean } | undefined;
}

/**
 * Returns a function that adds the next page of a list. While a page is on its way, each call returns the
 * same promise.
 */
export function createPaging<Page>(
  list: GrowingList<Page>,
  read: (next: string) => Promise<Page>,
  changed: () => void,
): () => Promise<void> {
  let loading: Promise<void> | undefined;

  async function loadNext(): Promise<void> {
    const expected = list.expectOlder();
    if (!expected) return;
    // If the list was replaced meanwhile, the page belongs to the old one.
    if (expected.take(await read(expected.next))) changed();
    else await loadNext();
  }

  return () => {
    loading ??= loadNext().finally(() => {
      loading = undefined;
    });
    return loading;
  };
}
