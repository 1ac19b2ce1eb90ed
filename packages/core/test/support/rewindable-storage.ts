import type { Collection } from "../../src/model/collection.ts";
import { memoryStorage } from "../../src/storage/memory.ts";
import type { Commit, Storage } from "../../src/storage/storage.ts";
import type { Trim } from "../../src/storage/trim.ts";

/** Memory storage that can return to an earlier moment, to try what would happen. */
export interface RewindableStorage extends Storage {
  /** Everything committed so far. */
  moment(): readonly Commit[];
  /** Restores exactly the commits of that moment, and what was trimmed until then. */
  rewind(moment: readonly Commit[]): Promise<void>;
}

/** Makes a rewindable storage. */
export function rewindableStorage(): RewindableStorage {
  let inner = memoryStorage();
  let commits: Commit[] = [];
  let trims: { readonly after: number; readonly what: Trim }[] = [];
  let collections: readonly Collection[] = [];
  return {
    async open(declared) {
      collections = declared;
      await inner.open(declared);
    },
    close: () => inner.close(),
    get: (refs, key) => inner.get(refs, key),
    list: (collection, query) => inner.list(collection, query),
    count: (collection, query) => inner.count(collection, query),
    events: (query) => inner.events(query),
    heads: (topics) => inner.heads(topics),
    async trim(what) {
      await inner.trim(what);
      trims.push({ after: commits.length, what });
    },
    async commit(commit) {
      const outcome = await inner.commit(commit);
      if (outcome.status === "committed") commits.push(commit);
      return outcome;
    },
    moment: () => [...commits],
    async rewind(moment) {
      inner = memoryStorage();
      await inner.open(collections);
      trims = trims.filter(({ after }) => after <= moment.length);
      const trim = async (length: number) => {
        for (const { after, what } of trims) if (after === length) await inner.trim(what);
      };
      for (const [i, commit] of moment.entries()) {
        await trim(i);
        const { status } = await inner.commit(commit);
        if (status !== "committed") throw new Error(`The past can't be repeated: ${status}.`);
      }
      await trim(moment.length);
      commits = [...moment];
    },
  };
}
