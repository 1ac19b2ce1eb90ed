import type { Archive, Collection } from "@taskwire/core/adapter";
import { TaskwireError } from "@taskwire/core/adapter";
import pg from "pg";
import { checkServer } from "./check-server.ts";
import { quoted } from "./columns.ts";
import { commitProcedure } from "./commit-procedure.ts";
import { declaredCollections, describeContents, foreignNames } from "./contents.ts";
import { Database } from "./database.ts";
import { dumpAll } from "./dump.ts";
import { type ExistingSchema, readSchema } from "./existing-schema.ts";
import { errorOf } from "./failure.ts";
import { getFunction } from "./get-function.ts";
import { load } from "./load.ts";
import { Log } from "./log.ts";
import type { Routine } from "./routine.ts";
import { migrate } from "./schema.ts";
import { checkSchemaName } from "./schema-name.ts";
import { isTold, toldTables } from "./told.ts";
import { toldListFunction } from "./told-list-function.ts";
import { trimFunction } from "./trim-function.ts";

/** Options of {@link postgresArchive}. */
export interface PostgresArchiveOptions {
  /** `postgres://user:password@host:port/database`. */
  readonly url: string;
  /** The schema of taskwire's tables. Default: `taskwire`. */
  readonly schema?: string;
  /** Accepts a server that may lose acknowledged commits when it crashes. For tests. */
  readonly unsafe?: boolean;
}

/**
 * Gives tools access to all of taskwire's data in a PostgreSQL schema: to inspect it, to copy it
 * elsewhere, or to fill it from a copy.
 *
 * @throws TaskwireError `invalid` if `schema` can't be a schema's name. Its methods throw
 * `unavailable` with the reason; `load` also throws `unknown_outcome`, if the connection broke
 * during its last step.
 *
 * @example
 * ```ts
 * await postgresArchive("postgres://localhost/app").load(sqliteArchive("app.db").dump({ exclusive: true }));
 * ```
 */
export function postgresArchive(options: string | PostgresArchiveOptions): Archive {
  const {
    url,
    schema = "taskwire",
    unsafe = false,
  } = typeof options === "string" ? { url: options } : options;
  checkSchemaName(schema);
  const pool = new pg.Pool({
    connectionString: url,
    max: 2,
    connectionTimeoutMillis: 5_000,
    allowExitOnIdle: true,
  });
  pool.on("error", () => {});

  async function connect(): Promise<pg.PoolClient> {
    const client = await pool.connect().catch(unreachable);
    // If the connection breaks, the query rejects, and the client also emits an error, which would
    // be unhandled here.
    client.on("error", () => {});
    return client;
  }
  /**
   * Runs a function with a connection. The connection is closed afterwards, which rolls back a
   * transaction that is still open.
   */
  async function withClient<T>(use: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    try {
      const client = await connect();
      try {
        return await use(client);
      } finally {
        client.release(true);
      }
    } catch (error) {
      throw errorOf(error);
    }
  }

  return {
    inspect: () =>
      withClient(async (client) => {
        const found = await readSchema(client, schema);
        const collections = declaredCollections(found);
        return {
          collections,
          contents: await describeContents(client, schema, collections),
          foreign: foreignNames(found),
        };
      }),

    migrate: (collections) =>
      withClient(async (client) => {
        await checkServer(client, unsafe);
        const before = await readSchema(client, schema);
        const routines = [
          commitProcedure(schema, collections),
          getFunction(schema, collections),
          toldListFunction(schema, collections),
          trimFunction(schema, collections),
        ];
        await migrate(client, schema, collections, routines);
        return createdObjects(before, await readSchema(client, schema));
      }),

    async *dump({ exclusive = false } = {}) {
      let client: pg.PoolClient | undefined;
      try {
        client = await connect();
        yield* dumpAll(client, schema, exclusive);
      } catch (error) {
        throw errorOf(error);
      } finally {
        client?.release(true);
      }
    },

    load: (parts) =>
      withClient(async (client) => {
        await checkServer(client, unsafe);
        await load(client, schema, parts);
      }),

    async trim({ before, dryRun }) {
      try {
        const client = await connect();
        let cuts: readonly [topic: string, upTo: string, events: string][];
        let collections: readonly Collection[];
        let trim: Routine;
        try {
          const existing = await readSchema(client, schema);
          collections = declaredCollections(existing) ?? [];
          trim = trimFunction(schema, collections);
          if (!dryRun && !existing.routines.has(trim.name)) await client.query(trim.sql);
          const { rows } = await client.query({
            text: cutsOf(schema, collections),
            values: [before],
            rowMode: "array",
          });
          cuts = rows as [string, string, string][];
        } finally {
          client.release();
        }
        const trimmed = cuts.map(([topic, upTo, events]) => ({
          topic,
          upTo: Number(upTo),
          events: Number(events),
        }));
        const database = new Database(pool, 600_000);
        const log = new Log(database, schema, collections, trim.name);
        try {
          if (!dryRun) for (const { topic, upTo } of trimmed) await log.trim(topic, upTo);
        } finally {
          database.detach();
        }
        return trimmed;
      } catch (error) {
        throw errorOf(error);
      }
    },

    close: () => pool.end(),
  };
}

/**
 * Adds to an error of connecting how to correct it. An error that the server sent says this
 * already.
 */
function unreachable(error: unknown): never {
  const { message } = errorOf(error);
  const isAnswer = typeof (error as { severity?: unknown }).severity === "string";
  throw isAnswer
    ? error
    : new TaskwireError(
        "unavailable",
        `${message} Check the host and the port, and that the server runs.`,
      );
}

// Deletes the oldest events, up to the first one that is young enough to stay. The times come from
// the clocks of the servers. So within a topic, an event can have an earlier time than the event
// before it.
function cutsOf(schema: string, collections: readonly Collection[]): string {
  const s = quoted(schema);
  const told = collections.filter(isTold).map((one) => toldTables(s, one).log);
  const logs = [`${s}.taskwire_events`, ...told].map(
    (log) => `SELECT topic, number, at FROM ${log}`,
  );
  return `
  SELECT t.topic, cut.up_to, cut.up_to - t.floor
  FROM ${s}.taskwire_topics t JOIN (
    SELECT topic, coalesce(min(number) FILTER (WHERE at >= $1) - 1, max(number)) AS up_to
    FROM (${logs.join(" UNION ALL ")}) e GROUP BY topic) cut ON cut.topic = t.topic
  WHERE cut.up_to > t.floor ORDER BY t.topic`;
}

/** Lists the created objects by name. */
function createdObjects(before: ExistingSchema, after: ExistingSchema): string[] {
  const created: string[] = [];
  for (const [table, columns] of after.columns) {
    const known = before.columns.get(table);
    if (!known) created.push(`table ${table}`);
    else
      for (const column of columns)
        if (!known.has(column)) created.push(`column ${table}.${column}`);
  }
  for (const index of after.indexes)
    if (!before.indexes.has(index) && !index.endsWith("_pkey")) created.push(`index ${index}`);
  for (const routine of after.routines)
    if (!before.routines.has(routine)) created.push(`routine ${routine}`);
  return created.sort();
}
