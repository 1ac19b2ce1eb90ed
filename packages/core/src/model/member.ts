import { z } from "zod";
import { defineCollection } from "./collection.ts";
import { idSchema, timestampSchema, userIdSchema } from "./id.ts";
import { label } from "./text.ts";
import { handleSchema } from "./user.ts";

export const memberSchema = z
  .object({
    id: z.string(),
    version: z.int(),
    boardId: idSchema,
    userId: userIdSchema,
    name: label(),
    handle: handleSchema.nullable(),
    role: z.string(),
    override: z.string().nullable(),
    /** True if the person's account is disabled. Then they can do nothing and get no work. */
    disabled: z.boolean(),
    addedBy: userIdSchema,
    addedAt: timestampSchema,
    /** The number of the last event in the board's log when the person was added. */
    since: z.int(),
  })
  .meta({
    id: "Member",
    description:
      "A person on a board. `role` is the role that applies there: `override`, or else the user's.",
  });

/**
 * A person on a board. `name`, `handle`, `role` and `disabled` are copies of the user's fields. The
 * commit that changes the user changes the copies too. So everybody on the board sees a change
 * live, and no read needs a join. `override` is a role for this board only.
 *
 * @interface
 */
export type Member = z.infer<typeof memberSchema>;

export const members = defineCollection<Member>()({
  name: "members",
  fields: {
    boardId: "text",
    userId: "text",
    name: "text",
    handle: "text?",
    role: "text",
    override: "text?",
    disabled: "boolean",
    addedBy: "text",
    addedAt: "time",
    since: "integer",
  },
  indexes: { board: ["boardId"], user: ["userId"] },
  versions: "topic",
});

export const memberId = (boardId: string, userId: string) => `${boardId}/${userId}`;
