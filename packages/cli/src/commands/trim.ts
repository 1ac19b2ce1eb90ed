import { TaskwireError } from "@taskwire/core/adapter";
import { type Command, exitCodes, type OptionValues, required, UsageError } from "../command.ts";
import { parseDatabaseAddress } from "../database-address.ts";
import { formatCount } from "../output.ts";

const dayMs = 24 * 60 * 60 * 1_000;
const maxTopicsListed = 20;

/** Deletes old events. */
export const trim: Command = {
  summary: "deletes the events from before a time; records stay",
  help: `  taskwire trim --at <database> --keep <days>d | --before <date> [--dry-run]

  --at        the database; servers may keep running
  --keep      the number of days to keep, e.g. 90d
  --before    or the time before which events are deleted: 2026-01-31, or ISO 8601 with a time
  --dry-run   only says what would be deleted

Afterwards, clients that were away for longer are told to reload, the history
of a task begins later, and taskwire verify can't check records that have not
changed since. Deleted events can't be restored, so make a backup first.`,
  options: {
    at: { type: "string" },
    keep: { type: "string" },
    before: { type: "string" },
    "dry-run": { type: "boolean" },
  },
  async run(values, output) {
    const database = parseDatabaseAddress("at", required(values, "at", "sqlite:app.db"));
    try {
      const before = cutOff(values, Date.now());
      const dryRun = values["dry-run"] === true;
      if ((await database.archive.inspect()).collections === null)
        throw new TaskwireError(
          "unavailable",
          `${database.name} is not a taskwire database. Check --at.`,
        );
      const topics = await database.archive.trim({ before, dryRun });
      for (const { topic, upTo, events } of topics.slice(0, maxTopicsListed))
        output.out(`${topic}: ${formatCount(events, "event")}, up to number ${upTo}`);
      if (topics.length > maxTopicsListed)
        output.out(`… and ${formatCount(topics.length - maxTopicsListed, "topic")} more`);
      const events = topics.reduce((sum, one) => sum + one.events, 0);
      const [ofEvents, ofTopics] = [
        formatCount(events, "event"),
        formatCount(topics.length, "topic"),
      ];
      const what = `${ofEvents} of ${ofTopics} from before ${before}`;
      if (dryRun) {
        output.out(`Would delete ${what}.`);
        output.out("Next: make a backup, then run the same command without --dry-run.");
      } else output.out(`Deleted ${what}.`);
      return exitCodes.done;
    } finally {
      await database.archive.close();
    }
  },
};

/** Returns the time (ISO 8601) before which events are deleted. */
function cutOff({ keep, before }: OptionValues, now: number): string {
  if ((keep === undefined) === (before === undefined))
    throw new UsageError(
      "Give either --keep, e.g. --keep 90d, or --before, e.g. --before 2026-01-31",
    );
  if (keep !== undefined) {
    const [, days] = /^(\d{1,5})d$/.exec(String(keep)) ?? [];
    if (!days || Number(days) === 0)
      throw new UsageError(`--keep ${keep} is not a number of days, e.g. --keep 90d`);
    return new Date(now - Number(days) * dayMs).toISOString();
  }
  const time = /^\d{4}-\d\d-\d\d(T.*)?$/.test(String(before))
    ? Date.parse(String(before))
    : Number.NaN;
  if (Number.isNaN(time))
    throw new UsageError(`--before ${before} is not a date, e.g. --before 2026-01-31`);
  if (time > now)
    throw new UsageError(`--before ${before} is in the future, so it would delete everything`);
  return new Date(time).toISOString();
}
