import type { ErrorCode } from "@taskwire/core/adapter";

/** Why something failed, in a form that crosses from the writer's thread; there it becomes a `TaskwireError`. */
export interface Failure {
  readonly code: ErrorCode;
  readonly message: string;
}

/** A mistake of the caller, e.g. a field that is not declared. Nothing was kept. */
export class Misuse extends Error {}

// Result codes of SQLite: https://sqlite.org/rescode.html
const busy = 5;
const full = 13;
const cures: { readonly [code: number]: string } = {
  [busy]:
    "Another process held the database for longer than busyTimeout. Try again; if it stays, find who holds it.",
  6: "Another connection holds a table of the database. Try again.",
  8: "The database file or its folder is not writable. Give this process write access to both.",
  10: "The disk failed to read or write. Check the disk and its file system.",
  11: "The database file is damaged. Restore it from a backup.",
  [full]: "The disk is full. Free some space; nothing of this was kept.",
  14: "The database file can't be opened. Check that its folder exists and that this process may write there.",
  26: "The file is not a SQLite database. Give another path.",
};

const resultCode = (error: unknown): number | undefined => {
  const code = (error as { errcode?: unknown } | null)?.errcode;
  // The low byte is the family, e.g. SQLITE_IOERR of SQLITE_IOERR_FSYNC.
  return typeof code === "number" ? code & 0xff : undefined;
};

/** A failure after which nothing was kept. */
export function failureOf(error: unknown): Failure {
  const text = error instanceof Error ? error.message : String(error);
  if (error instanceof Misuse) return { code: "internal", message: text };
  // Of the file system, e.g. a folder that isn't there.
  if ((error as NodeJS.ErrnoException | null)?.syscall)
    return { code: "unavailable", message: `${text}. ${cures[14]}` };
  const code = resultCode(error);
  if (code === undefined) return { code: "internal", message: text };
  return {
    code: "unavailable",
    message: `SQLite: ${text}. ${cures[code] ?? "Nothing of this was kept."}`,
  };
}

/**
 * A failure of COMMIT itself. When the disk is full or the lock is taken, the transaction is not in the log; after
 * any other error, e.g. of fsync, it may be found there when the file is opened the next time.
 */
export function commitFailureOf(error: unknown): Failure {
  const code = resultCode(error);
  if (code === busy || code === full) return failureOf(error);
  return {
    code: "unknown_outcome",
    message: `${failureOf(error).message} Whether it was kept is not known.`,
  };
}

/** Whether the file is held by somebody else. */
export const isBusy = (error: unknown): boolean => resultCode(error) === busy;
