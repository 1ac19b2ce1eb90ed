import { type ErrorCode, internalMessage, TaskwireError } from "../errors.ts";
import type { Storage } from "./storage.ts";

const texts = {
  unavailable: "The database can't be used at the moment. Nothing was changed. Try again soon.",
  unknown_outcome: "It is not known whether the command was written. Repeat it with the same key.",
  internal: internalMessage,
} satisfies { readonly [code in ErrorCode]?: string };

/**
 * An error of the storage, as callers get it. Its text is general, because the text of a database driver
 * can contain user names, paths, SQL, or other people's data. `cause` is the storage's own error.
 */
export class StorageError extends TaskwireError {
  override readonly cause: unknown;

  constructor(cause: unknown) {
    const code = cause instanceof TaskwireError && isKnown(cause.code) ? cause.code : "internal";
    super(code, texts[code]);
    this.cause = cause;
  }
}

const isKnown = (code: ErrorCode): code is keyof typeof texts => code in texts;

function hide(error: unknown): never {
  throw new StorageError(error);
}

/**
 * Returns the storage with errors that every caller may read. `open` and `close` are for the app's own
 * code, so they throw the storage's own errors.
 */
export function withGeneralErrors(storage: Storage): Storage {
  const { now } = storage;
  return {
    ...(now && { now: () => now.call(storage).catch(hide) }),
    open: (collections) => storage.open(collections),
    close: () => storage.close(),
    get: (refs, key) => storage.get(refs, key).catch(hide),
    list: (collection, query) => storage.list(collection, query).catch(hide),
    count: (collection, query) => storage.count(collection, query).catch(hide),
    commit: (commit) => storage.commit(commit).catch(hide),
    events: (query) => storage.events(query).catch(hide),
    heads: (topics) => storage.heads(topics).catch(hide),
    trim: (what) => storage.trim(what).catch(hide),
  };
}
