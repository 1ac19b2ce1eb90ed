import { z } from "zod";
import type { Context } from "../../engine/context.ts";
import { query } from "../../engine/operation.ts";
import { TaskwireError } from "../../errors.ts";
import { systemId } from "../../model/actor.ts";
import { type Delivery, deliveries } from "../../model/delivery.ts";
import { idSchema } from "../../model/id.ts";
import { type Notification, notificationSchema, notifications } from "../../model/notification.ts";
import { levels } from "../../model/preference.ts";
import { reasons } from "../../model/reason.ts";
import { text } from "../../model/text.ts";
import type { Decision, Told } from "../../notifications/decide.ts";
import { rowId } from "../../notifications/notification.ts";
import { isCritical } from "../../notifications/reasons.ts";
import { mayReadRow, refsToRead } from "../../notifications/visibility.ts";

const decisionSchema = z
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
    id: "Decision",
    description: "What becomes of somebody whom an event concerns, and why.",
  });

type Answer = z.infer<typeof decisionSchema>;

function answer(type: string, about: string, decision: Decision): Answer {
  const { byPreference: _, ...rest } = decision;
  return { type, about, ...rest };
}

/** What somebody may learn of others from a preview: whom it reaches, and nothing of what those people want. */
function forOthers(decision: Decision, about: string, type: string, asker: string): Answer[] {
  if (asker === systemId || decision.userId === asker) return [answer(type, about, decision)];
  if (decision.byPreference) return [];
  const isPrivate =
    decision.outcome === "suppressed" ? isWish(decision.step) : !isCritical(decision.reason);
  if (!isPrivate) return [answer(type, about, decision)];
  return [{ type, about, userId: decision.userId, reason: decision.reason, outcome: "addressed" }];
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
  output: z.object({ decisions: z.array(decisionSchema) }),
  async run(context, { operation, input, as }) {
    const { userId } = context.actor;
    if (as !== undefined && as !== userId && userId !== systemId)
      throw new TaskwireError(
        "forbidden",
        "Only the host app's own code may ask as somebody else. Leave `as` out.",
      );
    const told: readonly Told[] = await context.preview(operation, input, as ?? userId);
    const decisions = told.flatMap(({ source, notice, decisions }) =>
      decisions.flatMap((decision) => forOthers(decision, notice.about, source.type, userId)),
    );
    return { decisions };
  },
});

async function shown(
  context: Context,
  row: Notification | undefined,
): Promise<Notification | null> {
  if (!row) return null;
  const lookup = await context.look(refsToRead([row]));
  return mayReadRow(row, lookup, context.definitions.roles) ? row : { ...row, excerpt: null };
}

/** What the delivery of an event says of one person. */
function recorded({ type, about, suppressed, audience }: Delivery, userId: string): Answer[] {
  const left = (suppressed as readonly Decision[]).filter((decision) => decision.userId === userId);
  const waiting = audience?.recipients.find((recipient) => recipient.userId === userId);
  return [
    ...left.map((decision) => answer(type, about, decision)),
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
    decisions: z.array(decisionSchema),
    notification: notificationSchema.nullable(),
  }),
  async run(context, { eventId, userId = context.actor.userId }) {
    if (userId !== context.actor.userId && context.actor.userId !== systemId)
      throw new TaskwireError(
        "forbidden",
        "Everybody may ask about themselves. Leave `userId` out.",
      );
    const [row] = await context.get(notifications, [rowId(eventId, userId)]);
    const [delivery] = await context.get(deliveries, [eventId]);
    const fromRow = (row?.reasons ?? []).map((reason): Answer => {
      const { type, about } = row as Notification;
      return { type, about, userId, reason, outcome: "notified" };
    });
    // That there is something which they may not see is nothing to be told.
    const mayKnow = ({ step }: Answer) =>
      step !== "visibility" || context.actor.userId === systemId;
    const rest = delivery ? recorded(delivery, userId).filter(mayKnow) : [];
    const decisions = [
      ...fromRow,
      ...rest.filter(({ outcome }) => !row || outcome === "suppressed"),
    ];
    return { decisions, notification: await shown(context, row) };
  },
});

/** Questions about who is told. */
export const notificationOperations = {
  "notifications.preview": preview,
  "notifications.explain": explain,
};
