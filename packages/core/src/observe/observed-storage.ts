import { toErrorBody } from "../errors.ts";
import type { StorageObservation } from "../model/observation.ts";
import type { Storage } from "../storage/storage.ts";
import type { Observers } from "./observers.ts";

type Seen = Pick<StorageObservation, "outcome" | "events" | "records">;

const ok = (): Seen => ({ outcome: "ok" });

/** Returns the storage, with an observation of each call. */
export function observedStorage(storage: Storage, observers: Observers): Storage {
  async function observe<T>(
    method: StorageObservation["method"],
    run: () => Promise<T>,
    see: (result: T) => Seen = ok,
  ): Promise<T> {
    const start = observers.time();
    const ended = (seen: Seen) =>
      observers.observed({ type: "storage", method, ...seen, ms: observers.since(start) });
    try {
      const result = await run();
      ended(see(result));
      return result;
    } catch (error) {
      ended({ outcome: toErrorBody(error).code });
      throw error;
    }
  }
  const { now } = storage;
  return {
    ...(now && { now: () => now.call(storage) }),
    open: (collections) => storage.open(collections),
    close: () => storage.close(),
    get: (refs, key) => observe("get", () => storage.get(refs, key)),
    list: (collection, query) => observe("list", () => storage.list(collection, query)),
    count: (collection, query) => observe("count", () => storage.count(collection, query)),
    commit: (commit) =>
      observe(
        "commit",
        () => storage.commit(commit),
        ({ status }) =>
          status === "committed"
            ? { outcome: "ok", events: commit.events.length, records: commit.writes.length }
            : { outcome: status },
      ),
    events: (query) =>
      observe(
        "events",
        () => storage.events(query),
        ({ status }) => ({ outcome: status === "gone" ? "gone" : "ok" }),
      ),
    heads: (topics) => observe("heads", () => storage.heads(topics)),
    trim: (what) => observe("trim", () => storage.trim(what)),
  };
}
