import { randomUUID } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Storage } from "@taskwire/core/adapter";
import { postgresStorage } from "@taskwire/postgres-storage";
import { sqliteStorage } from "@taskwire/sqlite-storage";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { emptySchema } from "../../packages/postgres-storage/test/free-schemas.ts";
import { postgresUrl } from "../support/postgres-url.ts";
import { type ApprovalCase, type ApprovalCases, playCase } from "./case-world.ts";

const fixture = "../../packages/core/test/fixtures/approval-cases.json";

/** The language-neutral cases of approvals. */
export const approvalCases: ApprovalCases = JSON.parse(
  readFileSync(new URL(fixture, import.meta.url), "utf8"),
);

/** Plays a case on an empty storage, and closes the storage. */
export async function checkCase(one: ApprovalCase, storage: Storage): Promise<void> {
  try {
    const found = await playCase(approvalCases, one, storage);
    expect(found).toMatchObject({ ...one.then, errors: [] });
  } finally {
    await storage.close();
  }
}

/** Plays cases on SQLite and on PostgreSQL. */
export function casesOnDatabases(cases: readonly ApprovalCase[]): void {
  describe("SQLite", () => {
    let folder = "";
    beforeAll(() => {
      folder = mkdtempSync(join(tmpdir(), "taskwire-cases-"));
    });
    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    test.each(cases)("$why", { timeout: 60_000 }, (one) =>
      checkCase(one, sqliteStorage(join(folder, `${randomUUID()}.db`))),
    );
  });

  describe("PostgreSQL", () => {
    // All cases use one schema, because it takes a second to make one.
    const schema = `cases_${randomUUID().replaceAll("-", "")}`;
    let pool: pg.Pool;
    beforeAll(async () => {
      pool = new pg.Pool({ connectionString: await postgresUrl(), max: 4 });
    });
    afterAll(() => pool.end());

    test.each(cases)("$why", { timeout: 60_000 }, async (one) => {
      await emptySchema(pool, schema);
      await checkCase(one, postgresStorage({ pool, schema }));
    });
  });
}
