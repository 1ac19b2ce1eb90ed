import { TaskwireError } from "@taskwire/core/adapter";
import type { ClientBase } from "pg";

const checkIntervalMs = 500;
/**
 * A schema counts as used if a statement named it within this time. A node compares the heads of
 * its topics every 2 s, and its pool closes connections that were idle for 10 s.
 */
const recent = "10 seconds";
/** A connection that was just closed is still listed for a moment, so the check is repeated. */
const maxWaitMs = 1_000;

/**
 * Locks tables against writing until the transaction ends. They can still be read. Fails if the
 * schema was used recently. An app that is connected but does nothing for ten seconds can't be
 * detected. Returns the object ids of the tables.
 */
export async function blockWriters(
  client: ClientBase,
  schema: string,
  tables: readonly string[],
): Promise<readonly string[]> {
  const deadline = performance.now() + maxWaitMs;
  for (;;) {
    const users = await usersOf(client, schema);
    if (users.length === 0) break;
    if (performance.now() > deadline) {
      const names = users.map(
        ({ name, from }) => `${name || "a client"} from ${from ?? "this machine"}`,
      );
      refuse(`is in use: within the last ${recent} by ${[...new Set(names)].join(", ")}`);
    }
    await new Promise((wake) => setTimeout(wake, 50));
  }
  await client.query("SET LOCAL lock_timeout = '5s'");
  await client.query(`LOCK TABLE ${tables.join(", ")} IN SHARE MODE`);
  const { rows } = await client.query<{ oid: string }>(
    "SELECT unnest($1::text[])::regclass::oid::text AS oid",
    [tables],
  );
  return rows.map(({ oid }) => oid);
}

async function usersOf(
  client: ClientBase,
  schema: string,
): Promise<{ name: string; from: string | null }[]> {
  // The snapshot of the statistics is cleared. Otherwise they would not change within a
  // transaction.
  const { rows } = await client.query(
    `SELECT pg_stat_clear_snapshot(), application_name AS name, host(client_addr) AS "from" FROM pg_stat_activity
     WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
       AND strpos(query, $1) > 0 AND (state <> 'idle' OR state_change > now() - $2::interval)`,
    [`"${schema.replaceAll('"', '""')}".`, recent],
  );
  return rows;
}

/** Checks from time to time whether a writer waits for the locked tables, and fails then. */
export class WriterWatch {
  readonly #client: ClientBase;
  readonly #oids: readonly string[];
  #last = Number.NEGATIVE_INFINITY;

  constructor(client: ClientBase, oids: readonly string[]) {
    this.#client = client;
    this.#oids = oids;
  }

  /** Checks if the last check is long enough ago. */
  async check(): Promise<void> {
    if (performance.now() - this.#last < checkIntervalMs) return;
    await this.checkNow();
  }

  async checkNow(): Promise<void> {
    this.#last = performance.now();
    const { rows } = await this.#client.query(
      `SELECT 1 FROM pg_locks WHERE NOT granted AND relation = ANY ($1::oid[]) AND database =
        (SELECT oid FROM pg_database WHERE datname = current_database()) LIMIT 1`,
      [this.#oids],
    );
    if (rows.length > 0) refuse("is still in use: a client waits to write");
  }
}

function refuse(reason: string): never {
  throw new TaskwireError(
    "unavailable",
    `The database to copy ${reason}. Stop every server on it, then copy again.`,
  );
}
