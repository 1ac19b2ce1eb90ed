import type { Collection, Storage } from "@taskwire/core/adapter";
import { TaskwireError } from "@taskwire/core/adapter";
import pg from "pg";
import { quoted } from "./columns.ts";
import { commitProcedure } from "./commit-procedure.ts";
import { Database } from "./database.ts";
import { checkServer } from "./durability.ts";
import { errorOf, Misuse } from "./failure.ts";
import { getFunction } from "./get-function.ts";
import { Keys } from "./keys.ts";
import { listStatement, pageOf } from "./list.ts";
import { Log } from "./log.ts";
import { Reader } from "./reader.ts";
import { migrate } from "./schema.ts";
import { checkSchemaName } from "./schema-name.ts";
import { Writer } from "./writer.ts";

/** Where and how to keep the data. */
export type PostgresStorageOptions = {
  /** The schema that taskwire's tables are in; made when it isn't there. Default: `taskwire`. */
  readonly schema?: string;
  /** How long a statement may take before it is given up, in milliseconds. Default: 10 000. */
  readonly timeout?: number;
  /** Accepts a server that may lose acknowledged commits when it crashes (`fsync = off` and the like): for tests. */
  readonly unsafe?: boolean;
} & (
  | {
      /** The app's own pool, which stays open when the storage is closed. */
      readonly pool: pg.Pool;
    }
  | {
      /** `postgres://user:password@host:port/database`; the storage makes a pool of its own. */
      readonly url: string;
      /** The most connections of that pool. Default: 10. */
      readonly connections?: number;
    }
);

/** A storage in a PostgreSQL database. */
export interface PostgresStorage extends Storage {
  /** How many batches have been sent to the server: fewer than commits, because commits that wait share one. */
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
}

/**
 * Keeps everything in a PostgreSQL database: a table a collection, with real columns and indexes, and the log beside them.
 * Commits that wait go to the server together, in one round trip and one transaction, each all or nothing by itself.
 *
 * @param options - A URL, or where and how to keep the data.
 *
 * @throws TaskwireError `invalid` when `schema` can't be the name of one; from its methods: `unavailable` (nothing was kept: no connection, the disk is full),
 * `unknown_outcome` (the connection broke during the commit itself, and its key isn't there).
 *
 * @example
 * ```ts
 * const taskwire = createTaskwire({ storage: postgresStorage("postgres://app@localhost/app"), ...definitions });
 * ```
 */
export function postgresStorage(options: string | PostgresStorageOptions): PostgresStorage {
  const settings: PostgresStorageOptions = typeof options === "string" ? { url: options } : options;
  const { schema = "taskwire", timeout = 10_000, unsafe = false } = settings;
  checkSchemaName(schema);
  let opened: Opened | undefined;
  let finished: Writer | undefined;
  let closed = Promise.resolve();

  const current = (): Opened => {
    if (!opened) throw new TaskwireError("unavailable", "The PostgreSQL storage is not open.");
    return opened;
  };

  async function finish({ pool, database, reader, writer }: Opened): Promise<void> {
    opened = undefined;
    finished = writer;
    await Promise.all([writer.finished(), reader.finished()]);
    await leave(pool, database);
  }

  /** The app's pool stays open; our own keeps its listener, because connections that are ending can still break. */
  async function leave(pool: pg.Pool, database: Database): Promise<void> {
    if ("pool" in settings) database.leave();
    else await pool.end();
  }

  return {
    async open(collections) {
      if (opened) throw new TaskwireError("internal", "The PostgreSQL storage is open already.");
      const pool = "pool" in settings ? settings.pool : poolFor(settings);
      const database = new Database(pool, timeout);
      const routines = {
        commit: commitProcedure(schema, collections),
        get: getFunction(schema, collections),
      };
      try {
        await database.withClient(async (client) => {
          await checkServer(client, unsafe);
          await migrate(client, schema, collections, Object.values(routines));
        });
      } catch (error) {
        await leave(pool, database);
        throw errorOf(error);
      }
      const declared = new Map(collections.map((collection) => [collection.name, collection]));
      const collectionOf = (name: string): Collection => {
        const found = declared.get(name);
        if (!found)
          throw new Misuse(`No collection ${name} was declared when the storage was opened.`);
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
        log: new Log(database, schema),
        collectionOf,
      };
    },
    close() {
      // Who asks again waits for the first.
      if (opened) closed = finish(opened);
      return closed;
    },
    get: async (refs, key) => current().reader.get(refs, key),
    async list(name, query) {
      const { database, collectionOf } = current();
      const collection = collectionOf(name);
      const [column] = await database.read(listStatement(schema, collection, query));
      return pageOf(collection, query, column);
    },
    commit: async (commit) => current().writer.commit(commit),
    events: async (query) => current().log.page(query),
    heads: async (topics) => current().log.heads(topics),
    async trim(what) {
      const { log, keys } = current();
      try {
        await ("topic" in what ? log.trim(what.topic, what.upTo) : keys.trim(what.keysBefore));
      } catch (error) {
        throw errorOf(error);
      }
    },
    get batches() {
      return (opened?.writer ?? finished)?.batches ?? 0;
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
    // Idle connections alone don't keep the process alive.
    allowExitOnIdle: true,
  });
}
