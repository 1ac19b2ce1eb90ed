import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CopyEnd } from "@taskwire/core/testing";
import { postgresArchive, postgresStorage } from "@taskwire/postgres-storage";
import { sqliteArchive, sqliteStorage } from "@taskwire/sqlite-storage";
import { onTestFinished } from "vitest";
import { postgresUrl } from "../support/postgres-url.ts";

/** Returns the name of a schema that no other test uses. */
export const newSchema = (): string => `copy_${randomUUID().replaceAll("-", "")}`;

/** Creates a folder that is removed when the test ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "taskwire-copy-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export async function sqliteEnd(): Promise<CopyEnd> {
  const path = join(temporaryFolder(), "app.db");
  return { storage: () => sqliteStorage(path), archive: sqliteArchive(path) };
}

export async function postgresEnd(): Promise<CopyEnd> {
  const place = { url: await postgresUrl(), schema: newSchema() };
  return { storage: () => postgresStorage(place), archive: postgresArchive(place) };
}
