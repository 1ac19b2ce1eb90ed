import { type ErrorCode, TaskwireError } from "@taskwire/core/adapter";

/** A mistake of the caller, e.g. a field that is not declared. Nothing was kept. */
export class Misuse extends TaskwireError {
  constructor(message: string) {
    super("internal", message);
  }
}

/** Whether something that failed has left anything behind. */
export type Effect =
  /** Nothing, because nothing was sent. */
  | "nothing sent"
  /** Certainly nothing. */
  | "none"
  /** Certainly nothing, and the same may succeed a moment later. */
  | "none, try again"
  /** Nobody here knows: the connection broke. */
  | "unknown";

// SQLSTATEs: https://www.postgresql.org/docs/current/errcodes-appendix.html
const again = new Set([
  "40001", // serialization_failure
  "40P01", // deadlock_detected
  "55P03", // lock_not_available: lock_timeout
  "23505", // unique_violation: two inserted the same at once, and the second attempt sees the first
]);

const cures: { readonly [code: string]: string } = {
  "25006":
    "The server only reads. Connect to the primary; after a failover, point the host name at it.",
  "42501": "Grant the user its rights: USAGE on the schema, and to read and write its tables.",
  "42P01": "A table is gone. Open the storage again, as a user that may make tables.",
  "42883": "The commit procedure is gone. Open the storage again, as a user that may make it.",
  "53100": "The server's disk is full. Free some space.",
  "53300":
    "The server has no connection left. Raise max_connections, use smaller pools, or put pgbouncer in front.",
  "54000":
    "An indexed text is longer than PostgreSQL can index (2,704 bytes). Shorten it, or don't index its field.",
  "55P03": "Somebody held a lock for more than 2 seconds. Look at pg_stat_activity for who it is.",
  "57014": "The server's statement_timeout or an administrator stopped it.",
};

const classCures: { readonly [code: string]: string } = {
  "08": "The connection broke. It is made anew with the next call.",
  "22": "A text holds what PostgreSQL can't keep: U+0000 or half a surrogate pair.",
  "28": "The server refuses the user or the password. The password is in the address, in PGPASSWORD or in ~/.pgpass.",
  "3D": "There is no such database.",
  "53": "The server is short of something. Its log says of what.",
  "57": "The server is shutting down, starting, or was told to end the connection.",
};

interface Sql {
  readonly code: string;
  readonly severity: string;
}

// What the server said; undefined when it said nothing, and only the connection broke.
function sqlOf(error: unknown): Sql | undefined {
  const { code, severity } = (error ?? {}) as Partial<Sql>;
  return typeof code === "string" && /^[0-9A-Z]{5}$/.test(code) && typeof severity === "string"
    ? { code, severity }
    : undefined;
}

/** What a statement that failed after it was sent has left behind. An error that ends the session may come after the commit. */
export function effectOf(error: unknown): Effect {
  if (error instanceof TaskwireError) return "nothing sent";
  const sql = sqlOf(error);
  if (sql?.severity !== "ERROR" || sql.code.startsWith("08")) return "unknown";
  return again.has(sql.code) ? "none, try again" : "none";
}

/** Whether it waited in vain for a lock that somebody holds. */
export const isHeld = (error: unknown): boolean => sqlOf(error)?.code === "55P03";

/** Whether the connection is of no more use: it is broken, or leads to a server that doesn't write any more. */
export const isSpent = (error: unknown): boolean =>
  effectOf(error) === "unknown" || sqlOf(error)?.code === "25006";

// With its cure; a connection that broke has said nothing.
function messageOf(error: unknown, otherwise = ""): string {
  const text =
    (error instanceof Error && error.message) ||
    String((error as { code?: unknown } | null)?.code ?? error);
  const sql = sqlOf(error);
  const cure = sql && (cures[sql.code] ?? classCures[sql.code.slice(0, 2)]);
  return `PostgreSQL: ${text}. ${cure ?? otherwise}`.trimEnd();
}

/** A failure after which nothing was kept, as an error for the caller. */
export function errorOf(error: unknown): TaskwireError {
  if (error instanceof TaskwireError) return error;
  const sql = sqlOf(error);
  const code: ErrorCode =
    sql?.code.startsWith("22") || sql?.code === "54000" ? "internal" : "unavailable";
  return new TaskwireError(code, messageOf(error, "Nothing of this was kept."));
}

const inDoubt = (error: unknown, cure: string): TaskwireError =>
  new TaskwireError(
    "unknown_outcome",
    `${messageOf(error)} Whether it was kept is not known: ${cure}`,
  );

/** A commit of which nobody knows whether it was kept. */
export const unknownOutcome = (error: unknown): TaskwireError =>
  inDoubt(error, "repeat the command with the same key.");

/** A database was loaded, and nobody knows whether it was kept: all of it was, or nothing. */
export const unknownLoad = (error: unknown): TaskwireError =>
  inDoubt(error, "load it again, which is refused when it was.");
