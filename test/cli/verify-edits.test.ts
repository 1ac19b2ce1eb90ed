import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { builtInCollections, type Collection } from "@taskwire/core/adapter";
import { postgresArchive } from "@taskwire/postgres-storage";
import { sqliteArchive } from "@taskwire/sqlite-storage";
import { afterAll, expect, test } from "vitest";
import { checkDatabase } from "../../packages/cli/src/verify/check-database.ts";
import { Problems } from "../../packages/cli/src/verify/problems.ts";
import { type Database, postgresDatabase, sqliteDatabase, withApp } from "./databases.ts";
import { type HandEdit, handEdits } from "./hand-edits.ts";
import { fillRandomly, hostOn } from "./world.ts";

const folder = mkdtempSync(join(tmpdir(), "taskwire-edits-"));
afterAll(() => rmSync(folder, { recursive: true }));

const kinds: readonly [string, () => Promise<Database>][] = [
  ["SQLite", async () => sqliteDatabase(join(folder, "edited.db"))],
  ["PostgreSQL", () => postgresDatabase()],
];

async function problemsIn({ address }: Database): Promise<readonly string[]> {
  const path = address.replace(/^sqlite:/, "");
  const url = new URL(address);
  const schema = url.searchParams.get("schema") ?? "";
  url.searchParams.delete("schema");
  const archive = address.startsWith("sqlite:")
    ? sqliteArchive(path)
    : postgresArchive({ url: url.href, schema });
  const problems = new Problems();
  await checkDatabase(archive.dump(), problems);
  await archive.close();
  return problems.lines;
}

/** Edits of the log and of keys. */
const others = (ofBoard: string): readonly HandEdit[] => [
  {
    what: "an event loses its data",
    sql: `UPDATE {taskwire_events} SET data = '{}', records = NULL WHERE number = 3 AND ${ofBoard}`,
    reported: /^- board:w-sales: event 3 has no data, but/m,
  },
  {
    what: "the first event of a board loses its data",
    sql: `UPDATE {taskwire_events} SET data = '{}', records = NULL WHERE number = 1 AND ${ofBoard}`,
    reported: /^- board:w-sales: event 1 has no data, but/m,
  },
  {
    what: "a key names another event",
    sql: `UPDATE {taskwire_keys} SET numbers = '[999999]' WHERE key = (SELECT max(key) FROM {taskwire_keys})`,
    reported: /^- the key .* names event 999999, which is none of theirs$/m,
  },
];

test.each(kinds)(
  "edits by hand are found on %s (H19)",
  { timeout: 300_000 },
  async (kind, make) => {
    const isSqlite = kind === "SQLite";
    const database = await make();
    await withApp(hostOn(database.storage()), (app) => fillRandomly(app, { seed: 7, steps: 150 }));
    expect(await problemsIn(database)).toEqual([]);
    const names = [
      ...(builtInCollections as readonly Collection[]).map(({ name }) => name),
      "invoices",
    ];
    const filled = new Set<string>();
    for (const name of names)
      if ((await database.sql(`SELECT 1 FROM {${name}} LIMIT 1`)).length > 0) filled.add(name);
    const ofBoard = isSqlite
      ? "topic_id = (SELECT id FROM {taskwire_topics} WHERE topic = 'board:w-sales')"
      : "topic = 'board:w-sales'";
    const edits = [
      ...handEdits((name) => filled.has(name), isSqlite),
      ...others(ofBoard),
      // Both databases are read into the same form, so some of them are enough on PostgreSQL.
    ].filter((_, i) => isSqlite || i % 5 === 0);
    expect(edits.length).toBeGreaterThan(isSqlite ? 80 : 16);
    const missed: string[] = [];
    for (const { what, sql, reported } of edits) {
      const [, table = ""] = /\{(\w+)\}/.exec(sql) ?? [];
      await database.sql(`CREATE TABLE {before_edit} AS SELECT * FROM {${table}}`);
      await database.sql(sql);
      const found = (await problemsIn(database)).map((line) => `- ${line}`).join("\n");
      await database.sql(`DELETE FROM {${table}}`);
      await database.sql(`INSERT INTO {${table}} SELECT * FROM {before_edit}`);
      await database.sql("DROP TABLE {before_edit}");
      if (!reported.test(found)) missed.push(`${what}: ${found.slice(0, 300)}`);
    }
    expect(missed).toEqual([]);
  },
);
