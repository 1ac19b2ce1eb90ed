import { TaskwireError } from "@taskwire/core/adapter";
import { type Command, exitCodes, required, UsageError, type Values } from "../command.ts";
import { counted } from "../output.ts";
import { placeAt } from "../place.ts";

const day = 24 * 60 * 60 * 1_000;
const listed = 20;

/** Forgets old events. */
export const trim: Command = {
  summary: "forgets events from before a time; records stay",
  help: `  taskwire trim --at <database> --keep <days>d | --before <date> [--dry-run]

  --at        the database; servers may go on
  --keep      how much stays, in days: 90d
  --before    or the time before which events go: 2026-01-31, or ISO 8601 with a time
  --dry-run   says what would go, and changes nothing

Clients that were away for longer are told to reload; the history of a task begins later; \`taskwire verify\` can't check records that
did not change since. Events are not to be had back: make a backup first.`,
  options: {
    at: { type: "string" },
    keep: { type: "string" },
    before: { type: "string" },
    "dry-run": { type: "boolean" },
  },
  async run(values, output) {
    const place = placeAt("at", required(values, "at", "sqlite:app.db"));
    try {
      const before = timeOf(values, Date.now());
      const dryRun = values["dry-run"] === true;
      if ((await place.archive.inspect()).collections === null)
        throw new TaskwireError(
          "unavailable",
          `There is no taskwire in ${place.name}. Check --at.`,
        );
      const trimmed = await place.archive.trim({ before, dryRun });
      for (const { topic, upTo, events } of trimmed.slice(0, listed))
        output.say(`${topic}: ${counted(events, "event")}, up to number ${upTo}`);
      if (trimmed.length > listed)
        output.say(`… and ${counted(trimmed.length - listed, "topic")} more`);
      const events = trimmed.reduce((sum, one) => sum + one.events, 0);
      const what = `${counted(events, "event")} of ${counted(trimmed.length, "topic")} from before ${before}`;
      output.say(
        dryRun ? `Would forget ${what}. Leave out --dry-run to do it.` : `Forgot ${what}.`,
      );
      return exitCodes.done;
    } finally {
      await place.archive.close();
    }
  },
};

function timeOf({ keep, before }: Values, now: number): string {
  if ((keep === undefined) === (before === undefined))
    throw new UsageError(
      "Say either --keep, e.g. --keep 90d, or --before, e.g. --before 2026-01-31",
    );
  if (keep !== undefined) {
    const [, days] = /^(\d{1,5})d$/.exec(String(keep)) ?? [];
    if (!days || Number(days) === 0)
      throw new UsageError(`--keep ${keep} is no number of days, e.g. --keep 90d`);
    return new Date(now - Number(days) * day).toISOString();
  }
  const time = /^\d{4}-\d\d-\d\d(T.*)?$/.test(String(before))
    ? Date.parse(String(before))
    : Number.NaN;
  if (Number.isNaN(time))
    throw new UsageError(`--before ${before} is no date, e.g. --before 2026-01-31`);
  if (time > now)
    throw new UsageError(`--before ${before} lies ahead: that would forget everything`);
  return new Date(time).toISOString();
}
