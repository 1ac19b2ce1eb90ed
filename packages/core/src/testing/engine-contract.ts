import type { Storage } from "../storage/storage.ts";
import { completion } from "./engine/completion.ts";
import { decisions } from "./engine/decisions.ts";
import { type EngineGroup, nodeOn } from "./engine/nodes.ts";
import { people } from "./engine/people.ts";
import { repeats } from "./engine/repeats.ts";
import type { Test } from "./runner.ts";

/** What the suite needs to try whole nodes on a storage. */
export interface EngineContract {
  /** The runner's own `test`. */
  readonly test: Test;
  /** A storage without any data. */
  readonly open: () => Promise<Storage>;
  /** Another storage on the same data: then every race is run between two nodes. */
  readonly beside?: (first: Storage) => Promise<Storage>;
  /** How often the closest race is run. Default 1000. */
  readonly rounds?: number;
}

/**
 * Declares the tests of what taskwire promises to people who act at the same moment, on nodes that stand on a storage.
 * A storage that passes its own contract passes these; they are here so that nobody has to believe it.
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
      const other = beside ? nodeOn(await beside(storage)) : one;
      if (other !== one) await other.open();
      try {
        await run(one, other, storage);
      } finally {
        if (other !== one) await other.close();
        await one.close();
      }
    });
  };
  for (const declare of [decisions, repeats, people]) declare(group);
  completion(group, rounds);
}
