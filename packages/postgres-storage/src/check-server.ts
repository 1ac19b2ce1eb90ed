import { TaskwireError } from "@taskwire/core/adapter";
import type { ClientBase } from "pg";
import { asText } from "./result-types.ts";

/** Settings of the server, as text. */
interface Settings {
  readonly version: string;
  readonly encoding: string;
  readonly fsync: string;
  readonly full_page_writes: string;
  readonly synchronous_commit: string;
  readonly recovering: string;
  readonly read_only: string;
  /**
   * JSON array of the schemas in the order in which names are searched; those of the server itself
   * included.
   */
  readonly path: string;
}

/** PostgreSQL 14. */
const minVersion = 140_000;

/**
 * Checks that the server can write and that it can't lose an acknowledged commit. It reads the
 * settings from the server, because a setting in a file may not be in effect.
 *
 * @throws TaskwireError `unavailable` that names the setting to change.
 */
export async function checkServer(client: ClientBase, unsafe: boolean): Promise<void> {
  const { rows } = await client.query<Settings>({
    types: asText,
    // `pg` only gets binary values in the answers to statements with parameters.
    values: ["server_version_num"],
    text: `SELECT current_setting($1) AS version, current_setting('server_encoding') AS encoding,
      current_setting('fsync') AS fsync, current_setting('full_page_writes') AS full_page_writes,
      current_setting('synchronous_commit') AS synchronous_commit, pg_is_in_recovery()::text AS recovering,
      current_setting('transaction_read_only') AS read_only,
      array_to_json(current_schemas(true))::text AS path`,
  });
  const [settings] = rows;
  if (!settings)
    throw new TaskwireError("unavailable", "PostgreSQL did not return its settings. Try again.");
  if (typeof settings.version !== "string")
    refuse(
      "The library `pg` is set to binary results, in which taskwire can't read values. Set pg.defaults.binary = false, and leave `binary` out of the options of the pool.",
    );
  if (Number(settings.version) < minVersion)
    refuse("PostgreSQL is older than version 14. Upgrade the server.");
  if (settings.encoding !== "UTF8")
    refuse(
      `The database's encoding is ${settings.encoding}. Create a database with ENCODING 'UTF8'.`,
    );
  if (settings.recovering === "true")
    refuse(
      "The server is a standby (in recovery), so it can only read. Connect to the primary, e.g. by its host name.",
    );
  if (settings.read_only === "on")
    refuse(
      "The connection can only read. Set default_transaction_read_only = off for the user or the database, or connect to the primary.",
    );
  const path: readonly string[] = JSON.parse(settings.path);
  const first = path.find((name) => !name.startsWith("pg_temp"));
  if (first !== "pg_catalog")
    refuse(
      `The search_path has the schema ${first} before pg_catalog, so functions there could replace PostgreSQL's own. Put pg_catalog first, or leave it out of the search_path.`,
    );
  if (unsafe) return;
  for (const name of ["fsync", "full_page_writes", "synchronous_commit"] as const) {
    if (settings[name] !== "off") continue;
    refuse(
      `The server has ${name} = off, so it could lose acknowledged commits when it crashes. Set ${name} = on in postgresql.conf` +
        `${name === "synchronous_commit" ? " (and for the user and the database)" : ""} and reload, or pass \`unsafe: true\` if losing data doesn't matter.`,
    );
  }
}

function refuse(message: string): never {
  throw new TaskwireError("unavailable", message);
}
