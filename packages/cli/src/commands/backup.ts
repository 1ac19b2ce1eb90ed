import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { sqliteArchive, sqliteStorage } from "@taskwire/sqlite-storage";
import { type Command, exitCodes, required, UsageError } from "../command.ts";
import { type DatabaseAddress, parseDatabaseAddress } from "../database-address.ts";
import { type Output, printLines, shellQuote } from "../output.ts";
import { Counts, withProgress } from "../progress.ts";

/** Copies a database, as it is at one moment, to a SQLite file. */
export const backup: Command = {
  summary: "copies a database, as it is at one moment, to a SQLite file; servers may keep running",
  help: `  taskwire backup --at <database> --to <file>

  --at   the database
  --to   the file to create, e.g. backups/2026-01-02.db; it must not exist yet

The backup of a PostgreSQL database is a SQLite file too, as taskwire copy
makes it. You can verify it, inspect it, and copy it back into any empty
database. It doesn't contain your own tables; pg_dump saves them as well.`,
  options: { at: { type: "string" }, to: { type: "string" } },
  async run(values, output) {
    const database = parseDatabaseAddress("at", required(values, "at", "sqlite:app.db"));
    try {
      const path = newFile(required(values, "to", "backups/app.db"));
      const { foreign } = await database.archive.inspect();
      output.err(`Backing up ${database.name} to ${path} …`);
      if (database.path === undefined) await copyToFile(database, path, foreign, output);
      else {
        await backUpFile(database.path, path);
        output.out(`Saved all of ${database.name} in ${path}.`);
      }
      const file = shellQuote(`sqlite:${path}`);
      printLines(
        output,
        `
Next:
  taskwire verify --at ${file}
  To restore it: taskwire copy --from ${file} --to <an empty database>`,
      );
      return exitCodes.done;
    } finally {
      await database.archive.close();
    }
  },
};

function newFile(option: string): string {
  const path = option.replace(/^sqlite:/, "");
  if (/^postgres(ql)?:/i.test(path))
    throw new UsageError("--to has to be a file. To copy into PostgreSQL, use taskwire copy");
  if (existsSync(path)) throw new UsageError(`${path} exists already. Give --to another name`);
  if (!existsSync(dirname(path)))
    throw new UsageError(`There is no folder ${dirname(path)} (--to). Create it first`);
  return path;
}

async function copyToFile(
  { archive }: DatabaseAddress,
  path: string,
  foreign: readonly string[],
  output: Output,
): Promise<void> {
  const counts = new Counts();
  await sqliteArchive(path).load(withProgress(archive.dump(), counts, "saved", output));
  output.out(`Saved ${counts} in ${path}.`);
  if (foreign.length > 0)
    output.out(`The backup does not contain your own tables and columns: ${foreign.join(", ")}.`);
}

async function backUpFile(from: string, to: string): Promise<void> {
  const storage = sqliteStorage(from);
  await storage.open([]);
  try {
    await storage.backup(to);
  } finally {
    await storage.close();
  }
}
