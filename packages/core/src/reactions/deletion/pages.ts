import type { EngineParts } from "../../engine/attempt.ts";
import type { EngineContext } from "../../engine/context.ts";
import type { Shape } from "../../engine/operation/context.ts";
import { commitAsSystem } from "../../engine/system-commit.ts";
import type { Table } from "../../model/collection.ts";
import type { ListPage, ListQuery, Storage } from "../../storage/storage.ts";

/** The position in an index after which the next page begins. */
export type ListPosition = NonNullable<ListPage["next"]>;

/** Yields the records under some values of an index, page by page. */
export async function* pagesOf<S extends Shape>(
  table: Table<S>,
  query: Pick<ListQuery, "index" | "equals">,
  storage: Pick<Storage, "list">,
): AsyncGenerator<S[], void> {
  for await (const { records } of pagesFrom(undefined, table, query, storage)) yield records;
}

/** Yields the pages after a position, each with the position of the next one. Null: it is the last. */
export async function* pagesFrom<S extends Shape>(
  start: ListPosition | undefined,
  table: Table<S>,
  query: Pick<ListQuery, "index" | "equals">,
  storage: Pick<Storage, "list">,
): AsyncGenerator<{ readonly records: S[]; readonly next: ListPosition | null }, void> {
  let after: ListPosition | null | undefined = start;
  do {
    const page: ListPage = await storage.list(table.name, {
      ...query,
      limit: 100,
      ...(after && { after }),
    });
    const { next } = page;
    yield {
      records: page.records.map(({ id, version, fields }) => ({ id, version, ...fields }) as S),
      next,
    };
    after = next;
  } while (after);
}

/**
 * Lists the first records of an index again and again, and commits what `remove` does with them, until
 * none is left. So `remove` has to delete each of them.
 */
export const untilNone = <S extends Shape>(
  table: Table<S>,
  query: ListQuery,
  remove: (records: readonly S[], context: EngineContext) => Promise<void> | void,
  parts: EngineParts,
  actor?: string,
): AsyncGenerator<void, void, undefined> =>
  untilKept(
    table,
    query,
    async (records, context) => {
      await remove(records, context);
      return records.length;
    },
    parts,
    actor,
  );

/**
 * Lists the first records of an index again and again, and commits what `remove` does with them, until it
 * keeps one. `remove` returns the number of records that it deletes.
 */
export async function* untilKept<S extends Shape>(
  table: Table<S>,
  query: ListQuery,
  remove: (records: readonly S[], context: EngineContext) => Promise<number> | number,
  parts: EngineParts,
  actor?: string,
): AsyncGenerator<void, void, undefined> {
  let isMore = true;
  while (isMore) {
    isMore = await commitAsSystem(
      async (context) => {
        const { records, next } = await context.list(table, query);
        const removed = records.length > 0 ? await remove(records, context) : 0;
        // A page can be shorter than its limit, because its size in bytes is limited too.
        return removed === records.length && next !== null;
      },
      parts,
      actor,
    );
    yield;
  }
}

/** Reads an index page by page, and commits what `change` does with each page. */
export async function* eachPage<S extends Shape>(
  table: Table<S>,
  query: ListQuery,
  change: (records: readonly S[], context: EngineContext) => Promise<void> | void,
  parts: EngineParts,
): AsyncGenerator<void, void, undefined> {
  let after: ListQuery["after"] | null;
  do {
    after = await commitAsSystem(async (context) => {
      const { records, next } = await context.list(table, { ...query, ...(after && { after }) });
      await change(records, context);
      return next;
    }, parts);
    yield;
  } while (after);
}
