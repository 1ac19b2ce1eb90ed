import type { EngineParts } from "../../engine/attempt.ts";
import type { EngineContext } from "../../engine/context.ts";
import type { Shape } from "../../engine/operation/context.ts";
import { commitAsSystem } from "../../engine/system-commit.ts";
import type { Table } from "../../model/collection.ts";
import type { ListQuery } from "../../storage/storage.ts";

/**
 * Lists the first records of an index again and again, and commits what `remove` does with them, until
 * none is left. So `remove` has to delete each of them.
 */
export async function* untilNone<S extends Shape>(
  table: Table<S>,
  query: ListQuery,
  remove: (records: readonly S[], context: EngineContext) => Promise<void> | void,
  parts: EngineParts,
  actor?: string,
): AsyncGenerator<void, void, undefined> {
  let isMore = true;
  while (isMore) {
    isMore = await commitAsSystem(
      async (context) => {
        const { records, next } = await context.list(table, query);
        if (records.length > 0) await remove(records, context);
        return next !== null;
      },
      parts,
      actor,
    );
    yield;
  }
}

/**
 * Lists the first records of an index, and commits what `remove` does with them, until `remove` deletes
 * fewer than a whole page. `remove` returns the number of records that it deletes.
 */
export async function* untilFewer<S extends Shape>(
  table: Table<S>,
  query: ListQuery,
  remove: (records: readonly S[], context: EngineContext) => number,
  parts: EngineParts,
): AsyncGenerator<void, void, undefined> {
  let removed: number;
  do {
    removed = await commitAsSystem(
      async (context) => remove((await context.list(table, query)).records, context),
      parts,
    );
    yield;
  } while (removed === query.limit);
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
