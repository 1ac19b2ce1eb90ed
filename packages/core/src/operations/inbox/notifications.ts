import { z } from "zod";
import { builtIn, type OperationContext } from "../../engine/operation/context.ts";
import { query } from "../../engine/operation/definition.ts";
import { TaskwireError } from "../../errors.ts";
import { systemId } from "../../model/actor.ts";
import { type FanOut, fanOuts } from "../../model/fan-out.ts";
import { idSchema } from "../../model/id.ts";
import { type Notification, notificationSchema, notifications } from "../../model/notification.ts";
import { levels } from "../../model/preference.ts";
import { reasons } from "../../model/reason.ts";
import { text } from "../../model/text.ts";
import type { NotificationOutcome, RequestOutcomes } from "../../notifications/decide.ts";
import { notificationId } from "../../notifications/notification.ts";
import { isCritical } from "../../notifications/reasons.ts";
import { mayReadNotification, refsToRead } from "../../notifications/visibility.ts";

const outcomeSchema = z
  .object({
    type: z.string().meta({ description: "The event's type." }),
    about: z.string(),
    userId: idSchema,
    reason: z.enum(reasons),
    outcome: z.enum(["notified", "suppressed", "addressed"]).meta({
      description:
        "`addressed`: it reaches them, and their own preferences, which are theirs alone, say whether they are told.",
    }),
    step: z.enum(["actor", "visibility", "merge", "preference", "mute"]).optional(),
    rule: z.string().optional(),
    level: z.enum(levels).optional(),
    target: z.string().nullable().optional().meta({ description: "The preference's." }),
  })
  .meta({
    id: "NotificationOutcome",
    description: "What becomes of somebody whom an event concerns, and why.",
  });

type Answer = z.infer<typeof outcomeSchema>;

function answer(type: string, about: string, outcome: NotificationOutcome): Answer {
  const { byPreference: _, ...rest } = outcome;
  return { type, about, ...rest };
}

/** What somebody may learn of others from a preview: whom it reaches, and nothing of what those people want. */
function forOthers(
  outcome: NotificationOutcome,
  about: string,
  type: string,
  asker: string,
): Answer[] {
  if (asker === systemId || outcome.userId === asker) return [answer(type, about, outcome)];
  if (outcome.byPreference) return [];
  const isPrivate =
    outcome.outcome === "suppressed" ? isWish(outcome.step) : !isCritical(outcome.reason);
  if (!isPrivate) return [answer(type, about, outcome)];
  return [{ type, about, userId: outcome.userId, reason: outcome.reason, outcome: "addressed" }];
}

const isWish = (step: string): boolean => step === "preference" || step === "mute";

const preview = query({
  name: "notifications.preview",
  target: "app",
  permission: "anyone",
  summary:
    "Whom a command would tell, and why, if one ran it now: everything is checked and decided, and nothing is done.",
  route: { method: "POST", path: "/notifications/preview" },
  input: z.strictObject({
    operation: z.string().max(100),
    input: z.unknown(),
    as: idSchema
      .optional()
      .meta({ description: "As whom; only the host app's own code asks for others." }),
  }),
  output: z.object({ outcomes: z.array(outcomeSchema) }),
  async run(context, { operation, input, as }) {
    const { userId } = context.actor;
    if (as !== undefined && as !== userId && userId !== systemId)
      throw new TaskwireError(
        "forbidden",
        "Only the host app's own code may ask as somebody else. Leave `as` out.",
      );
    const told: readonly RequestOutcomes[] = await builtIn(context).preview(
      operation,
      input,
      as ?? userId,
    );
    const outcomes = told.flatMap(({ source, request, outcomes }) =>
      outcomes.flatMap((outcome) => forOthers(outcome, request.about, source.type, userId)),
    );
    return { outcomes };
  },
});

async function shown(
  context: OperationContext,
  row: Notification | undefined,
): Promise<Notification | null> {
  if (!row) return null;
  const lookup = await builtIn(context).readUnguarded(refsToRead([row]));
  return mayReadNotification(row, lookup, context.definitions.roles)
    ? row
    : { ...row, excerpt: null };
}

/** What the delivery of an event says of one person. */
function recorded({ type, about, suppressed, audience }: FanOut, userId: string): Answer[] {
  const left = (suppressed as readonly NotificationOutcome[]).filter(
    (outcome) => outcome.userId === userId,
  );
  const waiting = audience?.recipients.find((recipient) => recipient.userId === userId);
  return [
    ...left.map((outcome) => answer(type, about, outcome)),
    ...(waiting?.reasons ?? []).map((reason) => ({
      type,
      about,
      userId,
      reason,
      outcome: "notified" as const,
    })),
  ];
}

const explain = query({
  name: "notifications.explain",
  target: "app",
  permission: "anyone",
  summary:
    "Why one was told of an event, or wasn't. Nothing where it was not for this person at all, or their own doing. Of others only the host app's own code learns.",
  route: { method: "GET", path: "/notifications/explain" },
  input: z.strictObject({ eventId: text(200), userId: idSchema.optional() }),
  output: z.object({
    outcomes: z.array(outcomeSchema),
    notification: notificationSchema.nullable(),
  }),
  async run(context, { eventId, userId = context.actor.userId }) {
    if (userId !== context.actor.userId && context.actor.userId !== systemId)
      throw new TaskwireError(
        "forbidden",
        "Everybody may ask about themselves. Leave `userId` out.",
      );
    const [row] = await context.get(notifications, [notificationId(eventId, userId)]);
    const [delivery] = await context.get(fanOuts, [eventId]);
    const fromRow = (row?.reasons ?? []).map((reason): Answer => {
      const { type, about } = row as Notification;
      return { type, about, userId, reason, outcome: "notified" };
    });
    // That there is something which they may not see is nothing to be told.
    const mayKnow = ({ step }: Answer) =>
      step !== "visibility" || context.actor.userId === systemId;
    const rest = delivery ? recorded(delivery, userId).filter(mayKnow) : [];
    const outcomes = [
      ...fromRow,
      ...rest.filter(({ outcome }) => !row || outcome === "suppressed"),
    ];
    return { outcomes, notification: await shown(context, row) };
  },
});

/** Questions about who is told. */
export const notificationOperations = {
  "notifications.preview": preview,
  "notifications.explain": explain,
};
