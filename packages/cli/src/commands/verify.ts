import { type Command, exitCodes, required } from "../command.ts";
import { parseDatabaseAddress } from "../database-address.ts";
import { formatCount, type Output } from "../output.ts";
import { Counts, withProgress } from "../progress.ts";
import { checkDatabase } from "../verify/check-database.ts";
import { compare } from "../verify/compare.ts";
import { Problems } from "../verify/problems.ts";
import type { Unchecked } from "../verify/record-check.ts";

/** Checks whether the records of a database match its log. */
export const verify: Command = {
  summary: "checks that no event is missing and that every record matches its events",
  help: `  taskwire verify --at <database> [--against <database>]

  --at        the database; servers may keep running
  --against   another database that has to have the same contents, also the same
              keys: the original of a copy, before servers start on the copy

Checks that the events of every topic are complete, and that every record
matches the last event that carries it. It checks that each receipt of a vote or
decision fits its event and its task. It also counts what it can't check:
records whose last event was trimmed or lost its data when something was
deleted, and records of collections that events don't carry. If it finds
problems, it lists them and ends with exit code 1.`,
  options: { at: { type: "string" }, against: { type: "string" } },
  async run(values, output) {
    const database = parseDatabaseAddress("at", required(values, "at", "sqlite:app.db"));
    const other =
      values.against === undefined
        ? undefined
        : parseDatabaseAddress("against", String(values.against));
    try {
      // Reports a wrong --against now and not after an hour of checking.
      await other?.archive.inspect();
      const problems = new Problems();
      const counts = new Counts();
      const unchecked = await checkDatabase(
        withProgress(database.archive.dump(), counts, "checked", output),
        problems,
      );
      output.out(`${database.name}: ${counts}.`);
      report(unchecked, output);
      if (other) {
        output.err(`Comparing with ${other.name} …`);
        await compare(database, other, problems);
      }
      if (problems.count === 0) {
        output.out(
          other ? `No problems found. ${other.name} has the same contents.` : "No problems found.",
        );
        return exitCodes.done;
      }
      for (const line of problems.lines) output.out(`- ${line}`);
      output.out(`${formatCount(problems.count, "problem")} found.`);
      output.out(
        other
          ? "Next: stop the servers of both databases, and copy again into an empty database."
          : "Next: verify your latest backup. If it has no problems, restore it with taskwire copy.",
      );
      return exitCodes.problems;
    } finally {
      await Promise.all([database.archive.close(), other?.archive.close()]);
    }
  },
};

function report({ trimmed, emptied, notInLog }: Unchecked, output: Output): void {
  if (trimmed > 0)
    output.out(`Not checked: ${formatCount(trimmed, "record")} whose last event was trimmed.`);
  if (emptied > 0)
    output.out(`Not checked: ${formatCount(emptied, "record")} whose last event lost its data.`);
  if (notInLog.size > 0) {
    const list = [...notInLog].map(([name, n]) => `${n.toLocaleString("en")} of ${name}`);
    output.out(`Not checked, because events don't carry them: ${list.join(", ")}.`);
  }
}
