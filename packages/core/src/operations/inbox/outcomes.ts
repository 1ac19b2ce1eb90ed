import { z } from "zod";
import type { FanOut } from "../../model/fan-out.ts";
import { userIdSchema } from "../../model/id.ts";
import { type Notification, reasonSchema } from "../../model/notification.ts";
import { levels } from "../../model/preference.ts";
import type { AnyReason } from "../../model/reason.ts";
import type { NotificationOutcome } from "../../notifications/decide.ts";
import type { ReasonRules } from "../../notifications/reasons.ts";

export const outcomeSchema = z
  .object({
    type: z.string().meta({ description: "The event's type." }),
    about: z.string(),
    userId: userIdSchema,
    reason: reasonSchema,
    outcome: z.enum(["notified", "suppressed", "addressed"]).meta({
      description:
        "`addressed`: the event concerns this person; whether they are notified depends on their preferences, which nobody else may know.",
    }),
    step: z.enum(["actor", "visibility", "merge", "preference", "mute", "quota"]).optional(),
    rule: z.string().optional(),
    level: z.enum(levels).optional(),
    target: z
      .string()
      .nullable()
      .optional()
      .meta({ description: "The target of the preference that suppressed it." }),
  })
  .meta({
    id: "NotificationOutcome",
    description: "Whether a person whom an event concerns is notified, and why or why not.",
  });

type Outcome = z.infer<typeof outcomeSchema>;

/** The event that an outcome belongs to, and what that event is about. */
interface Subject {
  readonly type: string;
  readonly about: string;
}

function outcomeOf({ type, about }: Subject, outcome: NotificationOutcome): Outcome {
  const { byPreference: _, ...rest } = outcome;
  return { type, about, ...rest };
}

const notified = (
  { type, about }: Subject,
  userId: string,
  given: readonly AnyReason[],
): Outcome[] => given.map((reason) => ({ type, about, userId, reason, outcome: "notified" }));

/**
 * Returns an outcome of a preview, with only the parts that this caller may see. Other people's
 * preferences are private: a caller only learns whom the event concerns, unless the outcome doesn't
 * depend on preferences.
 */
export function previewOutcome(
  { type, about }: Subject,
  outcome: NotificationOutcome,
  caller: { readonly userId: string; readonly isSystem: boolean; readonly rules: ReasonRules },
): Outcome[] {
  const { userId, reason } = outcome;
  if (caller.isSystem || userId === caller.userId) return [outcomeOf({ type, about }, outcome)];
  if (outcome.byPreference) return [];
  const dependsOnPreferences =
    outcome.outcome === "suppressed"
      ? outcome.step === "preference" || outcome.step === "mute"
      : !caller.rules.isCritical(reason);
  return dependsOnPreferences
    ? [{ type, about, userId, reason, outcome: "addressed" }]
    : [outcomeOf({ type, about }, outcome)];
}

/**
 * The recorded outcomes of an event for one person. Only the system learns of outcomes that were
 * suppressed for lack of access: the person themselves must not know that there is anything to see.
 */
export function recordedOutcomes(
  userId: string,
  notification: Notification | undefined,
  fanOut: FanOut | undefined,
  { isSystem }: { readonly isSystem: boolean },
): Outcome[] {
  const suppressed = fanOut
    ? (fanOut.suppressed as readonly NotificationOutcome[])
        .filter((outcome) => outcome.userId === userId)
        .map((outcome) => outcomeOf(fanOut, outcome))
        .filter(({ step }) => isSystem || step !== "visibility")
    : [];
  if (notification) return [...notified(notification, userId, notification.reasons), ...suppressed];
  // In a large audience, the notification may not be written yet.
  const pending = fanOut?.audience?.recipients.find((recipient) => recipient.userId === userId);
  return fanOut && pending
    ? [...suppressed, ...notified(fanOut, userId, pending.reasons)]
    : suppressed;
}
