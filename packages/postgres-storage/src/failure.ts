import { type ErrorCode, TaskwireError } from "@taskwire/core/adapter";

/** A mistake of the caller, e.g. a field that is not declared. Nothing was written. */
export class Misuse extends TaskwireError {
  constructor(message: string) {
    super("internal", message);
  }
}

/** The changes that a failed statement may have made in the database. */
export type Effect =
  /** Nothing, because nothing was sent. */
  | "nothing sent"
  /** Certainly nothing. */
  | "none"
  /** Certainly nothing, and the same statement may succeed a moment later. */
  | "none, try again"
  /** Unknown, because the connection broke. */
  | "unknown";

// SQLSTATEs: https://www.postgresql.org/docs/current/errcodes-appendix.html
const retriable = new Set([
  "40001", // serialization_failure
  "40P01", // deadlock_detected
  "55P03", // lock_not_available: lock_timeout
  "23505", // unique_violation: two batches inserted the same row; the second attempt sees it
]);

const cures: { readonly [code: string]: string } = {
  "25006":
    "The server can only read. Connect to the primary; after a failover, point the host name at it.",
  "42501":
    "Grant the user USAGE on the schema, and SELECT, INSERT, UPDATE and DELETE on its tables.",
  "42P01": "A table is missing. Open the storage again, as a user that may create tables.",
  "42883": "The commit procedure is missing. Open the storage again, as a user that may create it.",
  "53100": "The server's disk is full. Free some space.",
  "53300":
    "The server has no free connection. Raise max_connections, use smaller pools, or put pgbouncer in front.",
  "54000":
    "An indexed text is longer than PostgreSQL can index (2,704 bytes). Shorten it, or don't index its field.",
  "55P03": "Another transaction held a lock for more than 2 seconds. Find it in pg_stat_activity.",
  "57014": "The server's statement_timeout or an administrator stopped it.",
};

const classCures: { readonly [code: string]: string } = {
  "08": "The connection broke. The next call opens a new one.",
  "22": "A text contains U+0000 or half a surrogate pair, which PostgreSQL can't store.",
  "28": "The server refuses the user or the password. The password is in the address, in PGPASSWORD or in ~/.pgpass.",
  "3D": "There is no such database. Check its name, or create it.",
  "53": "The server has run out of a resource. Its log says which one.",
  "57": "The server is starting, is shutting down, or was told to end the connection.",
};

interface SqlError {
  readonly code: string;
  readonly severity: string;
}

/** Returns the server's error, or undefined if the server sent none and the connection broke. */
function sqlErrorOf(error: unknown): SqlError | undefined {
  const { code, severity } = (error ?? {}) as Partial<SqlError>;
  return typeof code === "string" && /^[0-9A-Z]{5}$/.test(code) && typeof severity === "string"
    ? { code, severity }
    : undefined;
}

/**
 * Returns what a failed statement may have changed. An error that ends the session may come after
 * the commit, so its effect is unknown.
 */
export function effectOf(error: unknown): Effect {
  if (error instanceof TaskwireError) return "nothing sent";
  const sql = sqlErrorOf(error);
  if (sql?.severity !== "ERROR" || sql.code.startsWith("08")) return "unknown";
  return retriable.has(sql.code) ? "none, try again" : "none";
}

/** Whether a statement waited too long for a lock that another transaction holds. */
export const isLockTimeout = (error: unknown): boolean => sqlErrorOf(error)?.code === "55P03";

/**
 * Whether the connection can't be used any more: it is broken, or leads to a server that no longer
 * accepts writes.
 */
export const isConnectionUnusable = (error: unknown): boolean =>
  effectOf(error) === "unknown" || sqlErrorOf(error)?.code === "25006";

/** Returns the error's message, and how to correct it; `otherwise` if that is not known. */
function messageOf(error: unknown, otherwise = ""): string {
  const text =
    (error instanceof Error && error.message) ||
    String((error as { code?: unknown } | null)?.code ?? error);
  const sql = sqlErrorOf(error);
  const cure = sql && (cures[sql.code] ?? classCures[sql.code.slice(0, 2)]);
  return `PostgreSQL: ${text}. ${cure ?? otherwise}`.trimEnd();
}

/** Converts an error after which nothing was written. */
export function errorOf(error: unknown): TaskwireError {
  if (error instanceof TaskwireError) return error;
  const sql = sqlErrorOf(error);
  const code: ErrorCode =
    sql?.code.startsWith("22") || sql?.code === "54000" ? "internal" : "unavailable";
  return new TaskwireError(code, messageOf(error, "Nothing was written."));
}

const unknown = (error: unknown, sentence: string): TaskwireError =>
  new TaskwireError("unknown_outcome", `${messageOf(error)} ${sentence}`);

/** Converts an error after which it is unknown whether the commit was written. */
export const unknownOutcome = (error: unknown): TaskwireError =>
  unknown(error, "It is not known whether the command was written. Repeat it with the same key.");

/**
 * Converts an error after which it is unknown whether the copy was written: all of it, or nothing.
 */
export const unknownLoad = (error: unknown): TaskwireError =>
  unknown(
    error,
    "It is not known whether the copy was written. Copy again: if it was, that is refused.",
  );
