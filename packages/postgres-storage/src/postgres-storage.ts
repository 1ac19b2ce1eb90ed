import type { Collection, Storage } from "@taskwire/core/adapter";
import { TaskwireError } from "@taskwire/core/adapter";
import pg from "pg";
import { checkServer } from "./check-server.ts";
import { quoted } from "./columns.ts";
import { commitProcedure } from "./commit-procedure.ts";
import { Database } from "./database.ts";
import { EachReader } from "./each-reader.ts";
import { errorOf, Misuse } from "./failure.ts";
import { getFunction } from "./get-function.ts";
import { KeptCounts, keptCountOf } from "./kept-counts.ts";
import { Keys } from "./keys.ts";
import { countStatement, listStatement, pageOf } from "./list.ts";
import { Log } from "./log.ts";
import { Reader } from "./reader.ts";
import { migrate } from "./schema.ts";
import { checkSchemaName } from "./schema-name.ts";
import { toldListFunction, toldQuery } from "./told-list-function.ts";
import { ToldReader } from "./told-reader.ts";
import { trimFunction } from "./trim-function.ts";
import { Writer } from "./writer.ts";

/** Options of {@link postgresStorage}. */
export type PostgresStorageOptions = {
  /** The schema of taskwire's tables. It is created if it doesn't exist. Default: `taskwire`. */
  readonly schema?: string;
  /** Maximum time for a statement, in ms. Default: 10 000. */
  readonly timeout?: number;
  /**
   * Accepts a server that may lose acknowledged commits when it crashes, e.g. with `fsync = off`.
   * For tests.
   */
  readonly unsafe?: boolean;
} & (
  | {
      /** Your own pool. It stays open when the storage is closed. */
      readonly pool: pg.Pool;
    }
  | {
      /** `postgres://user:password@host:port/database`. The storage creates its own pool. */
      readonly url: string;
      /** Maximum number of connections in that pool. Default: 10. */
      readonly connections?: number;
    }
);

/** A storage in a PostgreSQL database. */
export interface PostgresStorage extends Storage {
  /**
   * Number of batches sent to the server. It is lower than the number of commits if commits shared
   * a batch.
   */
  readonly batches: number;
}

interface Opened {
  readonly pool: pg.Pool;
  readonly database: Database;
  readonly reader: Reader;
  readonly writer: Writer;
  readonly keys: Keys;
  readonly log: Log;
  readonly collectionOf: (name: string) => Collection;
  readonly toldReader: ToldReader;
  readonly eachReader: EachReader;
  readonly keptCounts: KeptCounts;
}

/**
 * Stores records and the log in PostgreSQL. Each collection is a table with real columns and
 * indexes. Waiting commits are sent together, in one round trip and one transaction; each is all or
 * nothing by itself.
 *
 * @param options - A URL, or options.
 *
 * @throws TaskwireError `invalid` if `schema` can't be a schema's name. Its methods throw
 * `unavailable` (nothing was written: no connection, the disk is full) and `unknown_outcome` (the
 * connection broke during the commit, and its key was not found afterwards).
 *
 * @example
 * ```ts
 * const taskwire = createTaskwire({ storage: postgresStorage("postgres://app@localhost/app") });
 * ```
 */
export function postgresStorage(options: string | PostgresStorageOptions): PostgresStorage {
  const settings: PostgresStorageOptions = typeof options === "string" ? { url: options } : options;
  const { schema = "taskwire", timeout = 10_000, unsafe = false } = settings;
  checkSchemaName(schema);
  let opened: Opened | undefined;
  let closedWriter: Writer | undefined;
  let closed = Promise.resolve();

  const current = (): Opened => {
    if (!opened)
      throw new TaskwireError(
        "unavailable",
        "The PostgreSQL storage is not open. Call open() first.",
      );
    return opened;
  };

  async function finish(opening: Opened): Promise<void> {
    const { pool, database, reader, toldReader, eachReader, keptCounts, log, writer } = opening;
    opened = undefined;
    closedWriter = writer;
    const parts = [writer, reader, toldReader, eachReader, keptCounts, log];
    await Promise.all(parts.map((part) => part.whenIdle()));
    await release(pool, database);
  }

  /**
   * Closes the storage's own pool. It keeps its error listener, because a connection can still
   * break while it closes. The app's pool stays open, and only loses the listener.
   */
  async function release(pool: pg.Pool, database: Database): Promise<void> {
    if ("pool" in settings) database.detach();
    else await pool.end();
  }

  return {
    async open(collections) {
      if (opened)
        throw new TaskwireError(
          "internal",
          "The PostgreSQL storage is open already. Close it first.",
        );
      const pool = "pool" in settings ? settings.pool : poolFor(settings);
      const database = new Database(pool, timeout);
      const routines = {
        commit: commitProcedure(schema, collections),
        get: getFunction(schema, collections),
        told: toldListFunction(schema, collections),
        trim: trimFunction(schema, collections),
      };
      try {
        await database.withClient(async (client) => {
          await checkServer(client, unsafe);
          await migrate(client, schema, collections, Object.values(routines));
        });
      } catch (error) {
        await release(pool, database);
        throw errorOf(error);
      }
      const declared = new Map(collections.map((collection) => [collection.name, collection]));
      const collectionOf = (name: string): Collection => {
        const found = declared.get(name);
        if (!found)
          throw new Misuse(`The collection ${name} was not declared when the storage was opened.`);
        return found;
      };
      const s = quoted(schema);
      const call = `CALL ${s}.${routines.commit.name}($1::jsonb, NULL)`;
      const get = `${s}.${routines.get.name}`;
      const keys = new Keys(database, schema, get);
      const reader = new Reader(database, get, collectionOf);
      const writer = new Writer({ database, keys, collectionOf, call, unsafe });
      opened = {
        pool,
        database,
        reader,
        writer,
        keys,
        log: new Log(database, schema, collections, routines.trim.name),
        collectionOf,
        keptCounts: new KeptCounts(database, schema),
        toldReader: new ToldReader(database, `${s}.${routines.told.name}`),
        eachReader: new EachReader(database, schema),
      };
    },
    close() {
      // A second call waits for the first.
      if (opened) closed = finish(opened);
      return closed;
    },
    get: async (refs, key) => current().reader.get(refs, key),
    async list(name, query) {
      const { database, collectionOf, toldReader, eachReader } = current();
      const collection = collectionOf(name);
      const wanted = toldQuery(collection, query);
      if (wanted) return toldReader.list(collection, query.index, wanted);
      const shared = eachReader.list(collection, query);
      if (shared !== undefined) return shared;
      const [column] = await database.read(listStatement(schema, collection, query));
      return pageOf(collection, query, column);
    },
    async count(name, query) {
      const { database, collectionOf, keptCounts } = current();
      const collection = collectionOf(name);
      const kept = keptCountOf(collection, query);
      if (kept) return Math.min(query.limit, query.scan, await keptCounts.of(...kept));
      const [column] = await database.read(countStatement(schema, collection, query));
      const [count, scanned] = String(column).split(" ");
      if (scanned !== undefined) query.onScanned?.(Number(scanned));
      return Number(count);
    },
    commit: async (commit) => current().writer.commit(commit),
    events: async (query) => current().log.page(query),
    heads: async (topics) => current().log.heads(topics),
    async trim(what) {
      const { log, keys } = current();
      try {
        if ("upTo" in what) await log.trim(what.topic, what.upTo);
        else if ("topic" in what) await log.trimBefore(what.topic, what.before);
        else await keys.trim(what.keysBefore);
      } catch (error) {
        throw errorOf(error);
      }
    },
    async now() {
      const [ms] = await current().database.read({
        text: "SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint::text",
        values: [],
      });
      return Number(ms);
    },
    get batches() {
      return (opened?.writer ?? closedWriter)?.batches ?? 0;
    },
  };
}

function poolFor({
  url,
  connections = 10,
}: {
  readonly url: string;
  readonly connections?: number;
}): pg.Pool {
  return new pg.Pool({
    connectionString: url,
    max: connections,
    connectionTimeoutMillis: 2000,
    keepAlive: true,
    // Idle connections don't keep the process alive.
    allowExitOnIdle: true,
  });
}
