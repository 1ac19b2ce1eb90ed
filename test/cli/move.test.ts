import { expect, test } from "vitest";
import { postgresDatabase, sqliteDatabase } from "./databases.ts";
import { moveUnderLoad } from "./move.ts";

test("after a move from SQLite to PostgreSQL under load, clients continue from their cursors and miss nothing", {
  timeout: 60_000,
}, async () => {
  const { problems, before, after, delivered } = await moveUnderLoad(
    sqliteDatabase(),
    await postgresDatabase(),
    {
      loops: 6,
      commands: 120,
    },
  );
  expect(problems).toEqual([]);
  expect(Math.min(before, after)).toBeGreaterThanOrEqual(120);
  expect(delivered).toBeGreaterThan(500);
});
