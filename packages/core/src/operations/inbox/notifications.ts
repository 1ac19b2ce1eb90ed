import { z } from "zod";
import { builtIn, type OperationContext } from "../../engine/operation/context.ts";
import { query } from "../../engine/operation/definition.ts";
import { TaskwireError } from "../../errors.ts";
import { systemId } from "../../model/actor.ts";
import { channelItems, channelOutcomeSchema, maxChannels } from "../../model/channel-item.ts";
import { fanOuts } from "../../model/fan-out.ts";
import { userIdSchema } from "../../model/id.ts";
import { notificationSchema, notifications } from "../../model/notification.ts";
import { text } from "../../model/text.ts";
import { notificationId } from "../../notifications/notification.ts";
import { rulesOf } from "../../notifications/reasons.ts";
import { AnswerBudget } from "../answer-budget.ts";
import { outcomeSchema, previewOutcome, recordedOutcomes } from "./outcomes.ts";
import { readableNotifications } from "./readable-notifications.ts";

const preview = query({
  name: "notifications.preview",
  target: "app",
  permission: "anyone",
  summary:
    "Say whom a command would notify, and why, if the caller ran it now. Everything is checked and decided as in a real call, but nothing is written.",
  route: { method: "POST", path: "/notifications/preview" },
  // These errors come from the command.
  errors: ["not_found", "conflict", "refused", "too_large"],
  input: z.strictObject({
    operation: z.string().max(100),
    input: z.unknown(),
    as: userIdSchema.optional().meta({
      description: "Preview as this person. Only the host app's own code may name somebody else.",
    }),
  }),
  output: z.object({
    outcomes: z.array(outcomeSchema),
    more: z.boolean().meta({ description: "There are more outcomes than fit into one answer." }),
  }),
  async run(context, { operation, input, as }) {
    const { userId } = context.actor;
    const isSystem = userId === systemId;
    if (as !== undefined && as !== userId && !isSystem)
      throw new TaskwireError(
        "forbidden",
        "Only the host app's own code may preview as somebody else. Leave `as` out.",
      );
    const caller = { userId, isSystem, rules: rulesOf(context.definitions) };
    const requests = await builtIn(context).preview(operation, input, as ?? userId);
    const all = requests.flatMap(({ source: { type }, request: { about }, outcomes }) =>
      outcomes.flatMap((outcome) => previewOutcome({ type, about }, outcome, caller)),
    );
    const budget = AnswerBudget.of(context);
    const beyond = all.findIndex((one) => !budget.takes(one));
    return { outcomes: beyond < 0 ? all : all.slice(0, beyond), more: beyond >= 0 };
  },
});

const explain = query({
  name: "notifications.explain",
  target: "app",
  permission: "anyone",
  summary:
    "Say why a person was or wasn't notified of an event. The list of outcomes is empty if the event did not concern the person, or if it was their own action. Only the host app's own code may ask about other people.",
  route: { method: "GET", path: "/notifications/explain" },
  input: z.strictObject({ eventId: text(200), userId: userIdSchema.optional() }),
  output: z.object({
    outcomes: z.array(outcomeSchema),
    notification: notificationSchema.nullable(),
    channels: z.array(channelOutcomeSchema).meta({
      description:
        "What became of the notification on the channels that send it, such as mail. Empty if no channel does.",
    }),
  }),
  async run(context, { eventId, userId = context.actor.userId }) {
    const isSystem = context.actor.userId === systemId;
    if (userId !== context.actor.userId && !isSystem)
      throw new TaskwireError(
        "forbidden",
        "You may only ask about your own notifications. Leave `userId` out.",
      );
    const [notification] = await context.get(notifications, [notificationId(eventId, userId)]);
    const [fanOut] = await context.get(fanOuts, [eventId]);
    // A caller can make up an event id that leads to another person's notification.
    const own = notification?.userId === userId ? notification : undefined;
    const [visible = null] = await readableNotifications(context, own ? [own] : []);
    return {
      outcomes: recordedOutcomes(userId, own, fanOut, { isSystem }),
      notification: visible,
      channels: own ? await channelOutcomes(context, own.id) : [],
    };
  },
});

/** Lists for each channel whether it has sent a notification. */
async function channelOutcomes(
  context: OperationContext,
  notificationId: string,
): Promise<z.infer<typeof channelOutcomeSchema>[]> {
  const query = { index: "notification", equals: { notificationId }, limit: maxChannels };
  const { records } = await context.list(channelItems, query);
  return records.map(({ channel, state, because, at }) => ({
    channel,
    state: state === "urgent" ? "waiting" : state,
    because,
    at,
  }));
}

/** Operations that answer who is notified, and why. */
export const notificationOperations = {
  "notifications.preview": preview,
  "notifications.explain": explain,
};
