import { type Command, exitCodes, required } from "../command.ts";
import { counted, type Output } from "../output.ts";
import { placeAt } from "../place.ts";
import { Tally, watched } from "../progress.ts";
import { compare } from "../verify/against.ts";
import { judge } from "../verify/judge.ts";
import { Problems } from "../verify/problems.ts";
import type { Unchecked } from "../verify/record-judge.ts";

/** Says whether a database is what its log says. */
export const verify: Command = {
  summary: "checks that no event is missing and every record is what its events say",
  help: `  taskwire verify --at <database> [--against <database>]

  --at        the database; servers may go on
  --against   another one that has to hold the same, to the last key: the original of a copy, before servers start on it

Every topic has to be contiguous, and every record what the last event says that carries it. What can't be checked is
counted: records whose last event was trimmed or lost its data when something was deleted, and collections that no event carries.
Exit code 1 and a list, when something is wrong.`,
  options: { at: { type: "string" }, against: { type: "string" } },
  async run(values, output) {
    const place = placeAt("at", required(values, "at", "sqlite:app.db"));
    const other =
      values.against === undefined ? undefined : placeAt("against", String(values.against));
    try {
      // A wrong --against shall not be found out after an hour.
      await other?.archive.inspect();
      const problems = new Problems();
      const tally = new Tally();
      const unchecked = await judge(
        watched(place.archive.dump(), tally, "checked", output),
        problems,
      );
      output.say(`${place.name}: ${tally}.`);
      report(unchecked, output);
      if (other) {
        output.note(`Comparing with ${other.name} …`);
        await compare(place, other, problems);
      }
      if (problems.count === 0) {
        output.say(
          other ? `Nothing is wrong, and ${other.name} holds the same.` : "Nothing is wrong.",
        );
        return exitCodes.done;
      }
      for (const line of problems.lines) output.say(`- ${line}`);
      output.say(`${counted(problems.count, "problem")}.`);
      return exitCodes.wrong;
    } finally {
      await Promise.all([place.archive.close(), other?.archive.close()]);
    }
  },
};

function report({ trimmed, emptied, uncarried }: Unchecked, output: Output): void {
  if (trimmed > 0)
    output.say(
      `Not checked: ${counted(trimmed, "record")} last changed in a part of the log that was trimmed.`,
    );
  if (emptied > 0)
    output.say(
      `Not checked: ${counted(emptied, "record")} last changed by an event that lost its data.`,
    );
  if (uncarried.size > 0) {
    const list = [...uncarried]
      .map(([name, n]) => `${n.toLocaleString("en")} of ${name}`)
      .join(", ");
    output.say(`Not checked, because no event carries them: ${list}.`);
  }
}
