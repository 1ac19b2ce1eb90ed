import type { Commit, Ref } from "../../storage/storage.ts";

/** The version of a record that a commit checks; undefined if it checks none. */
export function versionRead(ref: Ref, reads: Commit["reads"]): number | undefined {
  for (const { collection, id, version } of reads)
    if (id === ref.id && collection === ref.collection) return version;
  return undefined;
}
