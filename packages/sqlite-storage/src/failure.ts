import type { ErrorCode } from "@taskwire/core/adapter";

/**
 * An error as plain data, so that the writer's thread can send it. The main thread converts it to a
 * `TaskwireError`.
 */
export interface Failure {
  readonly code: ErrorCode;
  readonly message: string;
}

/** A mistake of the caller, e.g. a field that is not declared. Nothing was written. */
export class Misuse extends Error {}

// Result codes of SQLite: https://sqlite.org/rescode.html
const busy = 5;
const full = 13;
const cures: { readonly [code: number]: string } = {
  [busy]:
    "Another process held the database for longer than busyTimeout. Try again; if it happens again, find that process.",
  6: "Another connection holds a table of the database. Try again.",
  8: "The database file or its folder is not writable. Give this process write access to both.",
  10: "The disk failed to read or write. Check the disk and its file system.",
  11: "The database file is damaged. Restore a backup.",
  [full]: "The disk is full, and nothing was written. Free some space.",
  14: "The database file can't be opened. Check that its folder exists and that this process may write there.",
  26: "The file is not a SQLite database. Give another path.",
};

const resultCode = (error: unknown): number | undefined => {
  const code = (error as { errcode?: unknown } | null)?.errcode;
  // The low byte is the primary code. For SQLITE_IOERR_FSYNC, it is SQLITE_IOERR.
  return typeof code === "number" ? code & 0xff : undefined;
};

/** Converts an error after which nothing was written. */
export function failureOf(error: unknown): Failure {
  const text = error instanceof Error ? error.message : String(error);
  if (error instanceof Misuse) return { code: "internal", message: text };
  // An error of the file system, e.g. because a folder doesn't exist.
  if ((error as NodeJS.ErrnoException | null)?.syscall)
    return { code: "unavailable", message: `${text}. ${cures[14]}` };
  const code = resultCode(error);
  if (code === undefined) return { code: "internal", message: text };
  return {
    code: "unavailable",
    message: `SQLite: ${text}. ${cures[code] ?? "Nothing was written."}`,
  };
}

/**
 * Converts an error of COMMIT. If the disk is full or the database is locked, the transaction is
 * not in the WAL file. After any other error, for example of fsync, the transaction may still be in
 * the WAL file, and may be found when the file is opened again.
 */
export function commitFailureOf(error: unknown): Failure {
  const code = resultCode(error);
  if (code === busy || code === full) return failureOf(error);
  return {
    code: "unknown_outcome",
    message: `${failureOf(error).message} It is not known whether the command was written. Repeat it with the same key.`,
  };
}

/** Whether another connection holds the database. */
export const isBusy = (error: unknown): boolean => resultCode(error) === busy;
