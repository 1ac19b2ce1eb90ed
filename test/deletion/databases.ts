import { randomUUID } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Archive, Storage } from "@taskwire/core/adapter";
import { postgresArchive, postgresStorage } from "@taskwire/postgres-storage";
import { sqliteArchive, sqliteStorage } from "@taskwire/sqlite-storage";
import pg from "pg";
import { onTestFinished } from "vitest";
import { checkDatabase } from "../../packages/cli/src/verify/check-database.ts";
import { Problems } from "../../packages/cli/src/verify/problems.ts";
import { postgresUrl } from "../support/postgres-url.ts";

/** A database of a test. */
export interface Database {
  readonly storage: Storage;
  /** Returns everything that the database holds, and a backup of it. */
  contents(): Promise<string>;
  /** Returns what `taskwire verify` finds wrong. */
  problems(): Promise<readonly string[]>;
}

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "taskwire-deletion-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

async function sqliteDatabase(): Promise<Database> {
  const folder = temporaryFolder();
  const path = join(folder, "app.db");
  const storage = sqliteStorage(path);
  return {
    storage,
    async contents() {
      const backup = join(folder, "backup.db");
      await storage.backup(backup);
      return [path, `${path}-wal`, `${path}-shm`, backup]
        .filter((file) => existsSync(file))
        .map((file) => readFileSync(file, "latin1"))
        .join();
    },
    problems: () => problemsIn(sqliteArchive(path)),
  };
}

async function postgresDatabase(): Promise<Database> {
  const url = await postgresUrl();
  const schema = `test_${randomUUID().replaceAll("-", "")}`;
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  onTestFinished(async () => {
    await client.query(
      `SET client_min_messages = warning; DROP SCHEMA IF EXISTS ${schema} CASCADE`,
    );
    await client.end();
  });
  return {
    storage: postgresStorage({ url, schema }),
    async contents() {
      const tables = await client.query<{ name: string }>(
        "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = $1",
        [schema],
      );
      const texts: string[] = [];
      for (const { name } of tables.rows) {
        const { rows } = await client.query(`SELECT t::text AS row FROM ${schema}."${name}" t`);
        texts.push(...rows.map(({ row }) => String(row)));
      }
      const backup = join(temporaryFolder(), "backup.db");
      const [from, to] = [postgresArchive({ url, schema }), sqliteArchive(backup)];
      await to.load(from.dump());
      await Promise.all([from.close(), to.close()]);
      return [...texts, readFileSync(backup, "latin1")].join();
    },
    problems: () => problemsIn(postgresArchive({ url, schema })),
  };
}

async function problemsIn(archive: Archive): Promise<readonly string[]> {
  const problems = new Problems();
  await checkDatabase(archive.dump(), problems);
  await archive.close();
  return problems.lines;
}

/** The databases that store texts in files, by name. */
export const databases = [
  ["SQLite", sqliteDatabase],
  ["PostgreSQL", postgresDatabase],
] as const;
