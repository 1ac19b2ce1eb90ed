import type { EngineParts } from "../engine/attempt.ts";
import type { EngineContext } from "../engine/context.ts";
import type { Shape } from "../engine/operation/context.ts";
import { commitAsSystem } from "../engine/system-commit.ts";
import type { Table } from "../model/collection.ts";
import { pagesOf } from "../reactions/deletion/pages.ts";

/**
 * Maximum number of records in a commit, because the events of one command have a limit in bytes.
 */
const maxInCommit = 8;

/**
 * Changes all records of a table that fulfil a condition, a few in each commit. Each record is read
 * again in its commit, so `change` has to check the condition again.
 */
export async function* changeEach<S extends Shape>(
  table: Table<S>,
  index: string,
  fits: (record: S) => boolean,
  change: (records: readonly S[], context: EngineContext) => Promise<void> | void,
  parts: EngineParts,
): AsyncGenerator<void, void, undefined> {
  for await (const page of pagesOf(table, { index, equals: {} }, parts.storage)) {
    const ids = page.filter(fits).map(({ id }) => id);
    for (let i = 0; i < ids.length; i += maxInCommit) {
      const some = ids.slice(i, i + maxInCommit);
      await commitAsSystem(async (context) => {
        const found = await context.get(table, some);
        const fitting = found.filter((one) => one !== undefined && fits(one)) as S[];
        if (fitting.length > 0) await change(fitting, context);
      }, parts);
    }
    yield;
  }
}
