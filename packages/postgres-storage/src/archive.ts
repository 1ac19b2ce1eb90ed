import type { Archive } from "@taskwire/core/adapter";
import { TaskwireError } from "@taskwire/core/adapter";
import pg from "pg";
import { quoted } from "./columns.ts";
import { commitProcedure } from "./commit-procedure.ts";
import { Database } from "./database.ts";
import { dumpAll } from "./dump.ts";
import { checkServer } from "./durability.ts";
import { errorOf } from "./failure.ts";
import { getFunction } from "./get-function.ts";
import { load } from "./load.ts";
import { Log } from "./log.ts";
import { declaredIn, foreignIn, holdings } from "./look.ts";
import { type Found, look, migrate } from "./schema.ts";
import { checkSchemaName } from "./schema-name.ts";

/** Where the database is. */
export interface PostgresArchiveOptions {
  /** `postgres://user:password@host:port/database`. */
  readonly url: string;
  /** The schema that taskwire's tables are in. Default: `taskwire`. */
  readonly schema?: string;
  /** Accepts a server that may lose acknowledged commits when it crashes: for tests. */
  readonly unsafe?: boolean;
}

/**
 * A schema of a PostgreSQL database as a whole, for tools: to look at it, copy it elsewhere, or fill it from a copy.
 *
 * @throws TaskwireError `invalid` when `schema` can't be the name of one; from its methods: `unavailable`, with what is in the
 * way, and from `load` `unknown_outcome` when the connection broke as its end was being kept.
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
    const client = await pool.connect().catch(unreached);
    // An error of the connection reaches the query too; here it would be one that nobody handles.
    client.on("error", () => {});
    return client;
  }
  /** One connection, that is ended afterwards: whatever was left open in it is taken back. */
  async function using<T>(use: (client: pg.PoolClient) => Promise<T>): Promise<T> {
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
      using(async (client) => {
        const found = await look(client, schema);
        const collections = declaredIn(found);
        return {
          collections,
          contents: await holdings(client, schema, collections),
          foreign: foreignIn(found),
        };
      }),

    migrate: (collections) =>
      using(async (client) => {
        await checkServer(client, unsafe);
        const before = await look(client, schema);
        const routines = [commitProcedure(schema, collections), getFunction(schema, collections)];
        await migrate(client, schema, collections, routines);
        return newIn(before, await look(client, schema));
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
      using(async (client) => {
        await checkServer(client, unsafe);
        await load(client, schema, parts);
      }),

    async trim({ before, dryRun }) {
      try {
        const client = await connect();
        let cuts: readonly [topic: string, upTo: string, events: string][];
        try {
          const { rows } = await client.query({
            text: cutsOf(schema),
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
        const log = new Log(database, schema);
        try {
          if (!dryRun) for (const { topic, upTo } of trimmed) await log.trim(topic, upTo);
        } finally {
          database.leave();
        }
        return trimmed;
      } catch (error) {
        throw errorOf(error);
      }
    },

    close: () => pool.end(),
  };
}

// What the server itself says has its own cure.
function unreached(error: unknown): never {
  const { message } = errorOf(error);
  const isAnswer = typeof (error as { severity?: unknown }).severity === "string";
  throw isAnswer
    ? error
    : new TaskwireError("unavailable", `${message} Check the host and the port, and that it runs.`);
}

// Up to the first event that stays: times come from servers' clocks, and may go back.
const cutsOf = (schema: string): string => `
  SELECT t.topic, cut.up_to, cut.up_to - t.floor
  FROM ${quoted(schema)}.taskwire_topics t JOIN (
    SELECT topic, coalesce(min(number) FILTER (WHERE at >= $1) - 1, max(number)) AS up_to
    FROM ${quoted(schema)}.taskwire_events GROUP BY topic) cut ON cut.topic = t.topic
  WHERE cut.up_to > t.floor ORDER BY t.topic`;

function newIn(before: Found, after: Found): string[] {
  const made: string[] = [];
  for (const [table, columns] of after.columns) {
    const known = before.columns.get(table);
    if (!known) made.push(`table ${table}`);
    else
      for (const column of columns) if (!known.has(column)) made.push(`column ${table}.${column}`);
  }
  for (const index of after.indexes)
    if (!before.indexes.has(index) && !index.endsWith("_pkey")) made.push(`index ${index}`);
  for (const routine of after.routines)
    if (!before.routines.has(routine)) made.push(`routine ${routine}`);
  return made.sort();
}
