import type { Storage } from "../storage/storage.ts";
import { completion } from "./engine/completion.ts";
import { counts } from "./engine/counts.ts";
import { crowds } from "./engine/crowds.ts";
import { data } from "./engine/data.ts";
import { decisions } from "./engine/decisions.ts";
import { directRooms } from "./engine/direct-rooms.ts";
import { edits } from "./engine/edits.ts";
import { granting } from "./engine/granting.ts";
import { type EngineGroup, nodeOn } from "./engine/nodes.ts";
import { pages } from "./engine/pages.ts";
import { people } from "./engine/people.ts";
import { quotas } from "./engine/quotas.ts";
import { renames } from "./engine/renames.ts";
import { repeats } from "./engine/repeats.ts";
import { userIds } from "./engine/user-ids.ts";
import { work } from "./engine/work.ts";
import type { Test } from "./runner.ts";

/** The parameters of {@link engineContract}. */
export interface EngineContract {
  /** The `test` function of your test runner. */
  readonly test: Test;
  /** Makes an empty storage. */
  readonly open: () => Promise<Storage>;
  /** Makes another storage on the same data. With it, every race runs between two nodes. */
  readonly beside?: (first: Storage) => Promise<Storage>;
  /** How often the closest race runs. Default 1000. */
  readonly rounds?: number;
}

/**
 * Declares the tests of what taskwire guarantees to people who act at the same moment, and of the
 * data that they read back, on real nodes with your storage. A storage that passes `storageContract` should pass them; this proves
 * it.
 *
 * @example
 * ```ts
 * engineContract({ test, open: async () => myStorage(await emptyDatabase()), rounds: 100 });
 * ```
 */
export function engineContract({ test, open, beside, rounds = 1000 }: EngineContract): void {
  const group: EngineGroup = (title, run) => {
    test(title, async () => {
      const storage = await open();
      const one = nodeOn(storage);
      await one.open();
      const second = beside ? await beside(storage) : storage;
      const other = beside ? nodeOn(second) : one;
      if (other !== one) await other.open();
      try {
        await run(one, other, storage, second);
      } finally {
        if (other !== one) await other.close();
        await one.close();
      }
    });
  };
  for (const declare of [
    decisions,
    edits,
    repeats,
    people,
    granting,
    data,
    userIds,
    pages,
    counts,
    directRooms,
    crowds,
    quotas,
    renames,
    work,
  ])
    declare(group);
  completion(group, rounds);
}
