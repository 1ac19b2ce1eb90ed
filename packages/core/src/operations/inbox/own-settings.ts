import { z } from "zod";
import { isAlwaysQuiet } from "../../calendar/delivery-times.ts";
import { isTimeZone } from "../../calendar/wall-clock.ts";
import { TaskwireError } from "../../errors.ts";
import { digestInput, maxQuietHours, quietHoursInput } from "../../model/delivery-times.ts";
import { ownTarget, type Preference } from "../../model/preference.ts";

/** The settings for the times at which channels send. They have the target `me`. */
export const ownSettingsSchema = z.object({
  timeZone: z.string().max(64).nullable().optional().meta({
    description: "The IANA time zone of `quiet` and `digest`, e.g. Asia/Bangkok. Only for `me`.",
  }),
  quiet: z.array(quietHoursInput).max(maxQuietHours).nullable().optional().meta({
    description: "When channels such as mail send nothing. Only for the target `me`.",
  }),
  digest: digestInput.nullable().optional().meta({
    description:
      "When channels send everything together; null: as it comes. Only for the target `me`.",
  }),
});

type OwnSettings = z.output<typeof ownSettingsSchema>;

const invalid = (path: string, message: string) =>
  new TaskwireError("invalid", message, { problems: [{ path, message }] });

/**
 * Refuses settings that don't belong to the target.
 *
 * @throws {TaskwireError} `invalid`
 */
export function checkFields(
  target: string,
  ofThing: { readonly [field: string]: unknown },
  ofPerson: OwnSettings,
): void {
  const wrong = Object.entries(target === ownTarget ? ofThing : ofPerson).find(
    ([, value]) => value !== undefined,
  );
  if (!wrong) return;
  throw invalid(
    wrong[0],
    target === ownTarget
      ? `\`${wrong[0]}\` belongs to a board, a room or a task. Name it as the target.`
      : `\`${wrong[0]}\` belongs to you, and not to this target. Use the target "${ownTarget}".`,
  );
}

/**
 * Returns a person's own settings after a change. Fields that aren't given stay as they are.
 *
 * @throws {TaskwireError} `invalid` if no message could ever be sent with them.
 */
export function changedSettings(before: Preference, change: OwnSettings): Preference {
  const after = {
    ...before,
    ...(change.timeZone !== undefined && { timeZone: change.timeZone }),
    ...(change.quiet !== undefined && { quiet: change.quiet }),
    ...(change.digest !== undefined && { digest: change.digest }),
  };
  const { timeZone, quiet, digest } = after;
  if (timeZone !== null && !isTimeZone(timeZone))
    throw invalid(
      "timeZone",
      `There is no time zone "${timeZone}". Give an IANA name, such as "Asia/Bangkok".`,
    );
  if (timeZone === null && (quiet?.length || digest))
    throw invalid("timeZone", "Quiet hours and a digest need a time zone. Give `timeZone` too.");
  if (quiet && isAlwaysQuiet(quiet))
    throw invalid(
      "quiet",
      "These quiet hours take up the whole week, so nothing would ever be sent. Leave some time free.",
    );
  return after;
}
