import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { sqliteArchive, sqliteStorage } from "@taskwire/sqlite-storage";
import { type Command, exitCodes, required, UsageError } from "../command.ts";
import { sayLines, shellWord } from "../output.ts";
import { placeAt } from "../place.ts";
import { Tally, watched } from "../progress.ts";

/** One moment of a database as a file. */
export const backup: Command = {
  summary: "keeps one moment of a database in a SQLite file, while servers go on",
  help: `  taskwire backup --at <database> --to <file>

  --at   the database
  --to   the file to make, e.g. backups/2026-01-02.db; it must not be there yet

From PostgreSQL too the backup is a SQLite file, made as \`taskwire copy\` makes it: a file that can be verified, looked into, and
copied back into any empty database. Your own tables of a PostgreSQL database are not in it; pg_dump takes them as well.`,
  options: { at: { type: "string" }, to: { type: "string" } },
  async run(values, output) {
    const place = placeAt("at", required(values, "at", "sqlite:app.db"));
    try {
      const path = required(values, "to", "backups/app.db").replace(/^sqlite:/, "");
      if (/^postgres(ql)?:/i.test(path))
        throw new UsageError("--to is a file. Into PostgreSQL it is taskwire copy");
      if (existsSync(path))
        throw new UsageError(`${path} is there already. Give --to another name`);
      if (!existsSync(dirname(path)))
        throw new UsageError(`There is no folder ${dirname(path)} (--to). Make it first`);
      const { foreign } = await place.archive.inspect();
      output.note(`Backing up ${place.name} to ${path} …`);
      if (place.path === undefined) {
        const tally = new Tally();
        await sqliteArchive(path).load(watched(place.archive.dump(), tally, "kept", output));
        output.say(`Kept ${tally} in ${path}.`);
        if (foreign.length > 0)
          output.say(`Not in it, because they are yours: ${foreign.join(", ")}.`);
      } else {
        const storage = sqliteStorage(place.path);
        await storage.open([]);
        try {
          await storage.backup(path);
        } finally {
          await storage.close();
        }
        output.say(`Kept all of ${place.name} in ${path}.`);
      }
      const file = shellWord(`sqlite:${path}`);
      sayLines(
        output,
        `
Next:
  taskwire verify --at ${file}
  To go back to it: taskwire copy --from ${file} --to <an empty database>`,
      );
      return exitCodes.done;
    } finally {
      await place.archive.close();
    }
  },
};
