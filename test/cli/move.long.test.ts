import { expect, test } from "vitest";
import { postgresDatabase, sqliteDatabase } from "./databases.ts";
import { moveUnderLoad } from "./move.ts";

const kinds = { SQLite: async () => sqliteDatabase(), PostgreSQL: () => postgresDatabase() };

test.each([
  { from: "SQLite", to: "PostgreSQL" },
  { from: "PostgreSQL", to: "SQLite" },
  { from: "SQLite", to: "SQLite" },
] as const)(
  "10,000 commands before a server moves from $from to $to, and 2,000 after it, under load",
  async ({ from, to }) => {
    for (const commands of [2_000, 10_000]) {
      const { problems, before, after, delivered } = await moveUnderLoad(await kinds[from](), await kinds[to](), {
        desks: 24,
        commands,
      });
      expect(problems).toEqual([]);
      console.log({ from, to, before, after, delivered });
    }
  },
);
