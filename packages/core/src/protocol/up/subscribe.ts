import { z } from "zod";

export const topicSchema = z.string().max(160);

/** Follows a topic: after the cursor `after`, or from now on. */
export const subscribe = z.strictObject({
  type: z.literal("subscribe"),
  topic: topicSchema,
  after: z.string().max(256).optional(),
});

/** Stops following a topic. */
export const unsubscribe = z.strictObject({ type: z.literal("unsubscribe"), topic: topicSchema });
