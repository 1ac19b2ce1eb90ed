import type { Storage } from "../../storage/storage.ts";

/** A storage that is open already, for one more node. */
export const opened = (storage: Storage): Storage => ({
  open: async () => {},
  close: async () => {},
  get: (...given) => storage.get(...given),
  list: (...given) => storage.list(...given),
  count: (...given) => storage.count(...given),
  commit: (commit) => storage.commit(commit),
  events: (query) => storage.events(query),
  heads: (topics) => storage.heads(topics),
  trim: (what) => storage.trim(what),
});
