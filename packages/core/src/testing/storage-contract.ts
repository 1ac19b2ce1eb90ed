import type { Storage } from "../storage/storage.ts";
import type { Test } from "./runner.ts";
import { collections } from "./storage/collections.ts";
import { conflicts } from "./storage/conflicts.ts";
import { cursors } from "./storage/cursors.ts";
import { fields } from "./storage/fields.ts";
import { keys } from "./storage/keys.ts";
import { lifecycle } from "./storage/lifecycle.ts";
import { lists } from "./storage/lists.ts";
import { log } from "./storage/log.ts";
import { nodes } from "./storage/nodes.ts";
import { races } from "./storage/races.ts";
import type { Group } from "./storage/steps.ts";
import { versions } from "./storage/versions.ts";

/** What the contract suite needs to try a storage. */
export interface StorageContract {
  /** The runner's own `test`, so that the suite depends on none. */
  readonly test: Test;
  /** A storage without any data. The suite calls its `open()` and `close()`. */
  readonly open: () => Promise<Storage>;
  /** Another storage on the same data, as a second node has it; the first may be closed by then. Without it, what needs two nodes isn't tried. */
  readonly beside?: (first: Storage) => Promise<Storage>;
}

/**
 * Declares the tests that every storage passes. A bug in an adapter is first a case that is missing here.
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
  for (const declare of [versions, conflicts, keys, lists, log, cursors, fields, races, lifecycle])
    declare(group);
  if (beside) nodes(group, beside);
}
