import type { ListPage, ListQuery, Storage } from "../storage/storage.ts";

/**
 * Reads all pages of an index scan, `pageSize` records at a time. Only for sets that fit in memory.
 */
export async function listAll(
  storage: Pick<Storage, "list">,
  collection: string,
  query: Pick<ListQuery, "index" | "equals">,
  pageSize = 500,
): Promise<ListPage["records"][number][]> {
  const records: ListPage["records"][number][] = [];
  let after: ListPage["next"] = null;
  do {
    const page: ListPage = await storage.list(collection, {
      ...query,
      limit: pageSize,
      ...(after && { after }),
    });
    records.push(...page.records);
    after = page.next;
  } while (after);
  return records;
}
