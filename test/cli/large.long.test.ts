import { expect, test } from "vitest";
import { type Database, postgresDatabase, sqliteDatabase } from "./databases.ts";
import { fillLarge } from "./large.ts";
import { startCommand } from "./process.ts";

// About 250 MB of events and records, through a heap of 64 MB.
const events = 100_000;

test("copies 100,000 events and records both ways and verifies them, in a heap of 64 MB", async () => {
  const [original, middle, back] = [sqliteDatabase(), await postgresDatabase(), sqliteDatabase()];
  await fillLarge(original, events);
  const figures: { [what: string]: string } = {};
  const run = async (what: string, ...args: string[]) => {
    const started = performance.now();
    const { code, peak, cpu, err } = await startCommand(...args).ended;
    expect(code, err).toBe(0);
    const seconds = (performance.now() - started) / 1000;
    figures[what] =
      `${seconds.toFixed(1)} s, of the processor ${cpu.toFixed(1)} s, at most ${peak.toFixed(0)} MB`;
  };
  const copy = (from: Database, to: Database) => [
    "copy",
    "--from",
    from.address,
    "--to",
    to.address,
  ];
  await run("SQLite to PostgreSQL", ...copy(original, middle));
  await run("PostgreSQL to SQLite", ...copy(middle, back));
  await run("verify, SQLite", "verify", "--at", back.address);
  await run(
    "verify, PostgreSQL against SQLite",
    "verify",
    "--at",
    middle.address,
    "--against",
    original.address,
  );
  console.log(figures);
});
