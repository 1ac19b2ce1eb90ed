import type { EngineParts } from "../engine/attempt.ts";
import type { EngineContext } from "../engine/context.ts";
import type { Shape } from "../engine/operation/context.ts";
import { commitAsSystem } from "../engine/system-commit.ts";
import type { Table } from "../model/collection.ts";
import { type ListPosition, pagesFrom } from "../reactions/deletion/pages.ts";

/**
 * Maximum number of records in a commit, because the events of one command have a limit in bytes.
 */
const maxInCommit = 8;

/**
 * A part of an erasure. It yields now and then, with the position from which a later run can go on.
 * Without a position, the later run begins this part again.
 */
export type Scan = AsyncGenerator<ListPosition | undefined, void, undefined>;

/**
 * Changes all records of a table that fulfil a condition, a few in each commit. Each record is read
 * again in its commit, so `change` has to check the condition again.
 *
 * @param after the position of the last page that an earlier run has done
 */
export async function* changeEach<S extends Shape>(
  table: Table<S>,
  index: string,
  fits: (record: S) => boolean,
  change: (records: readonly S[], context: EngineContext) => Promise<void> | void,
  parts: EngineParts,
  after?: ListPosition,
): Scan {
  const pages = pagesFrom(after, table, { index, equals: {} }, parts.storage);
  for await (const { records, next } of pages) {
    const ids = records.filter(fits).map(({ id }) => id);
    for (let i = 0; i < ids.length; i += maxInCommit) {
      const some = ids.slice(i, i + maxInCommit);
      await commitAsSystem(async (context) => {
        const found = await context.get(table, some);
        const fitting = found.filter((one) => one !== undefined && fits(one)) as S[];
        if (fitting.length > 0) await change(fitting, context);
      }, parts);
    }
    if (next) yield next;
  }
}
