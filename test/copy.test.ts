import { copyContract } from "@taskwire/core/testing";
import { describe, test } from "vitest";
import { postgresEnd, sqliteEnd } from "./copy/ends.ts";

const ends = { SQLite: sqliteEnd, PostgreSQL: postgresEnd };

describe.each([
  { from: "SQLite", to: "PostgreSQL" },
  { from: "PostgreSQL", to: "SQLite" },
  { from: "SQLite", to: "SQLite" },
] as const)("from $from to $to", ({ from, to }) => {
  copyContract({ test, from: ends[from], to: ends[to] });
});
