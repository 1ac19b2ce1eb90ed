import { z } from "zod";
import { idSchema } from "../../model/id.ts";
import { topicSchema } from "./subscribe.ts";

/** The person writes something in a topic; in a board's, a comment on the task `subject`. Never answered. */
export const typing = z.strictObject({
  type: z.literal("typing"),
  topic: topicSchema,
  subject: idSchema.optional(),
});

/** Wants to know, or not any more, who else follows a topic that this connection follows. Ends with the subscription. */
export const presence = z.strictObject({
  type: z.literal("presence"),
  topic: topicSchema,
  on: z.boolean(),
});
