import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import {
  type SqliteStorage,
  type SqliteStorageOptions,
  sqliteStorage,
} from "../src/sqlite-storage.ts";
import { collections } from "./records.ts";

/** Returns the path of a database that is removed after the test. */
export function temporaryFile(): string {
  const folder = mkdtempSync(join(tmpdir(), "taskwire-sqlite-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, "test.db");
}

/** Opens a storage that is closed after the test. */
export async function opened(
  options: string | SqliteStorageOptions,
  declared: Parameters<SqliteStorage["open"]>[0] = collections,
): Promise<SqliteStorage> {
  const storage = sqliteStorage(options);
  onTestFinished(() => storage.close());
  await storage.open(declared);
  return storage;
}
