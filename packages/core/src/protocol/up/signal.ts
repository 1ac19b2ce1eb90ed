import { z } from "zod";
import { idSchema } from "../../model/id.ts";
import { topicSchema } from "./subscribe.ts";

/**
 * The person is typing in a topic. In a board's topic, it is a comment on the task `subject`. There
 * is no answer.
 */
export const typing = z.strictObject({
  type: z.literal("typing"),
  topic: topicSchema,
  subject: idSchema.optional(),
});

/**
 * Turns `presence` messages about a followed topic on or off. They also end with the subscription.
 */
export const presence = z.strictObject({
  type: z.literal("presence"),
  topic: topicSchema,
  on: z.boolean(),
});
