import type { Archive } from "../storage/archive.ts";
import type { Storage } from "../storage/storage.ts";
import { afterwards } from "./copy/afterwards.ts";
import { contents } from "./copy/contents.ts";
import type { Ends, Pair } from "./copy/ends.ts";
import { refusals } from "./copy/refusals.ts";
import type { Test } from "./runner.ts";

/** One end of a copy: a database, seen as an app and as a tool see it. */
export interface CopyEnd {
  /** A storage on the database, a new one each time. The suite calls its `open()` and `close()`. */
  readonly storage: () => Storage;
  /** The whole of the same database. The suite closes it. */
  readonly archive: Archive;
}

/** What the contract suite needs to try copying from one kind of storage to another. */
export interface CopyContract {
  /** The runner's own `test`, so that the suite depends on none. */
  readonly test: Test;
  /** A database that holds nothing yet, to copy from. */
  readonly from: () => Promise<CopyEnd>;
  /** Another one, to copy to. */
  readonly to: () => Promise<CopyEnd>;
}

/**
 * Declares the tests that every pair of storages passes: what comes out of a copy is what went into it, and whoever goes
 * on there notices nothing.
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
  for (const declare of [contents, afterwards, refusals]) declare(pair);
}
