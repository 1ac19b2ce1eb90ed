import { type Command, exitCodes, required, UsageError } from "../command.ts";
import { sayLines, shellWord } from "../output.ts";
import { placeAt } from "../place.ts";
import { Tally, watched } from "../progress.ts";

/** Moves everything into another database. */
export const copy: Command = {
  summary: "copies a database into an empty one, of the same or the other kind",
  help: `  taskwire copy --from <database> --to <database>

  --from   where everything is; no server may be running on it
  --to     where it shall be: a database, a schema or a file that holds nothing of taskwire yet

Everything goes over: the log, records with their versions, also of your own collections, keys of commands, jobs. Clients
go on on the copy with the cursors that they have. The copy is whole, or nothing is kept of it. The original is not changed.
Your own tables and columns are not copied; they are named at the end.`,
  options: { from: { type: "string" }, to: { type: "string" } },
  async run(values, output) {
    const from = placeAt("from", required(values, "from", "sqlite:app.db"));
    const to = placeAt("to", required(values, "to", "postgres://app@localhost/app"));
    try {
      if (from.address === to.address)
        throw new UsageError("--from and --to are the same database");
      const { foreign } = await from.archive.inspect();
      const tally = new Tally();
      output.note(`Copying ${from.name} to ${to.name} …`);
      await to.archive.load(
        watched(from.archive.dump({ exclusive: true }), tally, "copied", output),
      );
      output.say(`Copied ${tally}.`);
      if (foreign.length > 0)
        output.say(`Not copied, because they are yours: ${foreign.join(", ")}.`);
      const password =
        from.hidesPassword || to.hidesPassword
          ? "\n     (the password in PGPASSWORD or in ~/.pgpass)"
          : "";
      sayLines(
        output,
        `
Next:
  1. taskwire verify --at ${shellWord(to.address)} --against ${shellWord(from.address)}${password}
  2. Start your app on the copy: ${to.kind === "SQLite" ? "sqliteStorage" : "postgresStorage"}(…). Clients go on where they were.
  3. Start nothing on ${from.name} again. What is written there would not be in the copy.`,
      );
      return exitCodes.done;
    } finally {
      await Promise.all([from.archive.close(), to.archive.close()]);
    }
  },
};
