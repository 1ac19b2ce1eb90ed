import type { Storage } from "../storage/storage.ts";
import type { Test } from "./runner.ts";
import { budgets } from "./storage/budgets.ts";
import { collections } from "./storage/collections.ts";
import { conflicts } from "./storage/conflicts.ts";
import { cursors } from "./storage/cursors.ts";
import { fields } from "./storage/fields.ts";
import { keys } from "./storage/keys.ts";
import { lifecycle } from "./storage/lifecycle.ts";
import { lists } from "./storage/lists.ts";
import { log } from "./storage/log.ts";
import { nodes } from "./storage/nodes.ts";
import { numbers } from "./storage/numbers.ts";
import { races } from "./storage/races.ts";
import type { Group } from "./storage/steps.ts";
import { told } from "./storage/told.ts";
import { versions } from "./storage/versions.ts";

/** The parameters of {@link storageContract}. */
export interface StorageContract {
  /** The `test` function of your test runner. The suite depends on no runner. */
  readonly test: Test;
  /** Makes an empty storage. The suite calls its `open()` and `close()`. */
  readonly open: () => Promise<Storage>;
  /**
   * Makes another storage on the same data, like that of a second node. The first one may be closed
   * by then. Without it, the tests for two nodes are left out.
   */
  readonly beside?: (first: Storage) => Promise<Storage>;
}

/**
 * Declares the tests that every storage must pass. A bug in an adapter is first of all a case that
 * is missing here.
 *
 * @example
 * ```ts
 * import { storageContract } from "@taskwire/core/testing";
 * import { test } from "vitest";
 *
 * storageContract({ test, open: async () => myStorage(await emptyDatabase()) });
 * ```
 */
export function storageContract({ test, open, beside }: StorageContract): void {
  const group: Group = (title, run) => {
    test(title, async () => {
      const storage = await open();
      await storage.open(collections);
      try {
        await run(storage);
      } finally {
        await storage.close();
      }
    });
  };
  for (const declare of [
    versions,
    numbers,
    told,
    conflicts,
    keys,
    lists,
    budgets,
    log,
    cursors,
    fields,
    races,
    lifecycle,
  ])
    declare(group);
  if (beside) nodes(group, beside);
}
