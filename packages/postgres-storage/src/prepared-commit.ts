import type { Collection, Commit } from "@taskwire/core/adapter";
import { type NetWrite, netWrites } from "./net-write.ts";

/** A commit that fits the declared collections, ready for any batch. */
export interface PreparedCommit {
  readonly commit: Commit;
  /**
   * The writes, by the key of their record (collection and id). Undefined if the writes contradict
   * each other: the commit is a conflict.
   */
  readonly writes: ReadonlyMap<string, NetWrite> | undefined;
}

/**
 * Checks a commit against the declared collections.
 *
 * @throws Misuse if it doesn't fit.
 */
export function prepareCommit(
  commit: Commit,
  collectionOf: (name: string) => Collection,
): PreparedCommit {
  for (const { collection } of commit.reads) collectionOf(collection);
  return { commit, writes: netWrites(commit, collectionOf) };
}
