import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { memoryStorage } from "@taskwire/core";
import type { Storage } from "@taskwire/core/adapter";
import { postgresStorage } from "@taskwire/postgres-storage";
import { sqliteStorage } from "@taskwire/sqlite-storage";

/** One empty storage of each kind. They are closed and removed with the stack. */
export function storagesIn(
  stack: AsyncDisposableStack,
  postgres: string,
): { [name: string]: Storage } {
  const folder = mkdtempSync(join(tmpdir(), "taskwire-storages-"));
  stack.defer(() => rmSync(folder, { recursive: true, force: true }));
  const storages = {
    memory: memoryStorage(),
    SQLite: sqliteStorage(join(folder, "app.db")),
    PostgreSQL: postgresStorage({
      url: postgres,
      schema: `same_${randomUUID().replaceAll("-", "")}`,
    }),
  };
  for (const storage of Object.values(storages)) stack.defer(() => storage.close());
  return storages;
}
