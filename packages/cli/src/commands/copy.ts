import { type Command, exitCodes, required, UsageError } from "../command.ts";
import { parseDatabaseAddress } from "../database-address.ts";
import { printLines, shellQuote } from "../output.ts";
import { Counts, withProgress } from "../progress.ts";

/** Copies everything into another database. */
export const copy: Command = {
  summary: "copies a database into an empty one, of the same or the other kind",
  help: `  taskwire copy --from <database> --to <database>

  --from   the database to copy; no server may be running on it
  --to     the target: a database, a schema or a file without data of taskwire

The copy contains the log, the records with their versions (also of your own
collections), the keys of commands, and the jobs. Clients continue on it with
their cursors. If the copy fails, the target stays empty. The original is not
changed. Your own tables and columns are not copied; they are listed at the
end.`,
  options: { from: { type: "string" }, to: { type: "string" } },
  async run(values, output) {
    const from = parseDatabaseAddress("from", required(values, "from", "sqlite:app.db"));
    const to = parseDatabaseAddress("to", required(values, "to", "postgres://app@localhost/app"));
    try {
      if (from.text === to.text) throw new UsageError("--from and --to are the same database");
      const { foreign } = await from.archive.inspect();
      const counts = new Counts();
      output.err(`Copying ${from.name} to ${to.name} …`);
      await to.archive.load(
        withProgress(from.archive.dump({ exclusive: true }), counts, "copied", output),
      );
      output.out(`Copied ${counts}.`);
      if (foreign.length > 0)
        output.out(`Your own tables and columns were not copied: ${foreign.join(", ")}.`);
      const passwordHint =
        from.hadPassword || to.hadPassword
          ? "\n     (with the password in PGPASSWORD or in ~/.pgpass)"
          : "";
      const storage = to.kind === "SQLite" ? "sqliteStorage" : "postgresStorage";
      printLines(
        output,
        `
Next:
  1. taskwire verify --at ${shellQuote(to.text)} --against ${shellQuote(from.text)}${passwordHint}
  2. Start your app on the copy: ${storage}(…). Clients continue with their cursors.
  3. Don't start a server on ${from.name} again: what it writes would not be in the copy.`,
      );
      return exitCodes.done;
    } finally {
      await Promise.all([from.archive.close(), to.archive.close()]);
    }
  },
};
