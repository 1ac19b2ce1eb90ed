import { expect, test } from "vitest";
import { postgresDatabase, sqliteDatabase } from "./databases.ts";
import { moveUnderLoad } from "./move.ts";

const kinds = { SQLite: async () => sqliteDatabase(), PostgreSQL: () => postgresDatabase() };

test.each([
  { from: "SQLite", to: "PostgreSQL" },
  { from: "PostgreSQL", to: "SQLite" },
  { from: "SQLite", to: "SQLite" },
] as const)(
  "moves from $from to $to under load, with 3,000 commands before and after",
  async ({ from, to }) => {
    const { problems, before, after, delivered } = await moveUnderLoad(
      await kinds[from](),
      await kinds[to](),
      {
        loops: 24,
        commands: 3_000,
      },
    );
    expect(problems).toEqual([]);
    expect(Math.min(before, after)).toBeGreaterThanOrEqual(3_000);
    console.log({ from, to, before, after, delivered });
  },
);
