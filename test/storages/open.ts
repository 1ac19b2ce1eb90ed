import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { memoryStorage } from "@taskwire/core";
import type { Storage } from "@taskwire/core/adapter";
import { postgresStorage } from "@taskwire/postgres-storage";
import { sqliteStorage } from "@taskwire/sqlite-storage";
import pg from "pg";
import { giveSchemaBack, takeSchema } from "../../packages/postgres-storage/test/free-schemas.ts";

let pool: pg.Pool | undefined;

/**
 * Returns the pool of this process. A new connection costs PostgreSQL about 100 ms, because it compiles the
 * procedures again, so the tests of a file use the same few connections.
 */
function sharedPool(connectionString: string): pg.Pool {
  pool ??= new pg.Pool({ connectionString, max: 4, allowExitOnIdle: true });
  return pool;
}

/** One empty storage of each kind. They are closed and removed with the stack. */
export function storagesIn(
  stack: AsyncDisposableStack,
  postgres: string,
): { [name: string]: Storage } {
  const folder = mkdtempSync(join(tmpdir(), "taskwire-storages-"));
  stack.defer(() => rmSync(folder, { recursive: true, force: true }));
  const schema = takeSchema();
  const pool = sharedPool(postgres);
  // A test of another kind of storage never opens this one. Then there is nothing to empty.
  let isUsed = false;
  stack.defer(() => giveSchemaBack(isUsed ? pool : undefined, schema));
  const onPostgres = postgresStorage({ pool, schema });
  const storages = {
    memory: memoryStorage(),
    SQLite: sqliteStorage(join(folder, "app.db")),
    PostgreSQL: {
      ...onPostgres,
      open(collections: Parameters<Storage["open"]>[0]) {
        isUsed = true;
        return onPostgres.open(collections);
      },
    },
  };
  for (const storage of Object.values(storages)) stack.defer(() => storage.close());
  return storages;
}
