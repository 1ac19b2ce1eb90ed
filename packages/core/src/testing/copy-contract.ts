import { afterCopy } from "./copy/after-copy.ts";
import { contents } from "./copy/contents.ts";
import type { CopyEnd, Ends, Pair } from "./copy/ends.ts";
import { refusals } from "./copy/refusals.ts";
import type { Test } from "./runner.ts";

/** The parameters of {@link copyContract}. */
export interface CopyContract {
  /** The `test` function of your test runner. The suite depends on no runner. */
  readonly test: Test;
  /** Makes an empty database to copy from. */
  readonly from: () => Promise<CopyEnd>;
  /** Makes an empty database to copy to. */
  readonly to: () => Promise<CopyEnd>;
}

/**
 * Declares the tests that every pair of storages must pass: a copy contains everything, and an app
 * that continues on the copy notices no difference.
 *
 * @example
 * ```ts
 * import { copyContract } from "@taskwire/core/testing";
 * import { test } from "vitest";
 *
 * copyContract({ test, from: async () => emptyEndOfMine(), to: async () => emptyEndOfYours() });
 * ```
 */
export function copyContract({ test, from, to }: CopyContract): void {
  const pair: Pair = (title, run) => {
    test(title, async () => {
      const ends: Ends = { from: await from(), to: await to() };
      try {
        await run(ends);
      } finally {
        await ends.from.archive.close();
        await ends.to.archive.close();
      }
    });
  };
  for (const declare of [contents, afterCopy, refusals]) declare(pair);
}
