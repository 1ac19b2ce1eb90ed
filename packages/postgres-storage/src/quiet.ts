import { TaskwireError } from "@taskwire/core/adapter";
import type { ClientBase } from "pg";

const lookEvery = 500;
// A node compares the heads of its topics every 2 s, and its pool ends connections that were idle for 10 s.
const recent = "10 seconds";
// Whoever was closed just now may still be seen for a moment.
const patience = 1_000;

/**
 * Locks tables against writing, until the transaction ends; reading goes on. Before that, nobody may be using the schema. An
 * app that does nothing for ten seconds can't be told from none. Gives the numbers of the tables.
 */
export async function keepWritersOut(
  client: ClientBase,
  schema: string,
  tables: readonly string[],
): Promise<readonly string[]> {
  const until = performance.now() + patience;
  for (;;) {
    const users = await usersOf(client, schema);
    if (users.length === 0) break;
    if (performance.now() > until) {
      const who = users.map(
        ({ name, from }) => `${name || "somebody"} from ${from ?? "this machine"}`,
      );
      refuse(`is in use: within the last ${recent} by ${[...new Set(who)].join(", ")}`);
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
  // Taken anew each time: within a transaction the server's statistics stand still.
  const { rows } = await client.query(
    `SELECT pg_stat_clear_snapshot(), application_name AS name, host(client_addr) AS "from" FROM pg_stat_activity
     WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
       AND strpos(query, $1) > 0 AND (state <> 'idle' OR state_change > now() - $2::interval)`,
    [`"${schema.replaceAll('"', '""')}".`, recent],
  );
  return rows;
}

/** Looks from time to time whether somebody waits to write what is locked. */
export class Watch {
  readonly #client: ClientBase;
  readonly #oids: readonly string[];
  #last = Number.NEGATIVE_INFINITY;

  constructor(client: ClientBase, oids: readonly string[]) {
    this.#client = client;
    this.#oids = oids;
  }

  async look(): Promise<void> {
    if (performance.now() - this.#last < lookEvery) return;
    await this.lookNow();
  }

  async lookNow(): Promise<void> {
    this.#last = performance.now();
    const { rows } = await this.#client.query(
      `SELECT 1 FROM pg_locks WHERE NOT granted AND relation = ANY ($1::oid[]) AND database =
        (SELECT oid FROM pg_database WHERE datname = current_database()) LIMIT 1`,
      [this.#oids],
    );
    if (rows.length > 0) refuse("is still being written to: somebody waits to write");
  }
}

function refuse(what: string): never {
  throw new TaskwireError(
    "unavailable",
    `The database that is to be copied ${what}. Stop every server on it, then begin again.`,
  );
}
