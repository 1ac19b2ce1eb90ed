// Browsers may refuse access to the storage, and it may be full. A draft is not worth an error.
function attempt<Result>(run: () => Result): Result | undefined {
  try {
    return run();
  } catch {
    return undefined;
  }
}

/** Reads a value that the browser keeps. Undefined if there is none. */
export function readStored<Value>(key: string): Value | undefined {
  return attempt(() => JSON.parse(localStorage.getItem(key) ?? "null") as Value) ?? undefined;
}

/** Keeps a value in the browser, or removes it if it is undefined. */
export function writeStored(key: string, value: unknown): void {
  attempt(() =>
    value === undefined
      ? localStorage.removeItem(key)
      : localStorage.setItem(key, JSON.stringify(value)),
  );
}

/** Reads a value that this tab keeps: also after a reload, but not in other tabs. */
export const readTab = <Value>(key: string): Value | undefined =>
  attempt(() => JSON.parse(sessionStorage.getItem(key) ?? "null") as Value) ?? undefined;

/** Keeps a value in this tab, or removes it if it is undefined. */
export function writeTab(key: string, value: unknown): void {
  attempt(() =>
    value === undefined
      ? sessionStorage.removeItem(key)
      : sessionStorage.setItem(key, JSON.stringify(value)),
  );
}
