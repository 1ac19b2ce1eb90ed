import { z } from "zod";

/** Long enough for the topic of a person with the longest id. */
export const topicSchema = z.string().max(280);

/** Follows a topic: after the cursor `after`, or from now on. */
export const subscribe = z.strictObject({
  type: z.literal("subscribe"),
  topic: topicSchema,
  after: z.string().max(320).optional(),
});

/** Stops following a topic. Also answered for a text that no topic can have. */
export const unsubscribe = z.strictObject({ type: z.literal("unsubscribe"), topic: z.string() });
