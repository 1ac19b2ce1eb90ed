import { z } from "zod";
import { defineCollection } from "./collection.ts";
import { timestampSchema, userIdSchema } from "./id.ts";
import { label, unwantedInLine } from "./text.ts";

/** The name that others write after an at-sign. It has no white space and no at-sign in it. */
export const handleSchema = label(64)
  .regex(/^[^\s@＠﹫]+$/u, "A handle has no spaces and no at-sign")
  .meta({
    description: "The name that others write after an at-sign to mention the person.",
    pattern: `^[^\\s@＠﹫${unwantedInLine}]+$`,
  });

export const userSchema = z
  .object({
    id: userIdSchema,
    version: z.int(),
    name: label(),
    handle: handleSchema.nullable(),
    /** The role on every board, unless the board gives the person another role. */
    role: z.string(),
    /** A disabled person can do nothing any more. Their earlier tasks, texts and decisions stay. */
    disabled: z.boolean(),
    createdAt: timestampSchema,
    updatedAt: timestampSchema,
  })
  .meta({ id: "User", description: "A user of the host app." });

/**
 * A user of the host app. The app calls `users.put` when one changes. It never sends passwords.
 *
 * @interface
 */
export type User = z.infer<typeof userSchema>;

export const users = defineCollection<User>()({
  name: "users",
  fields: {
    name: "text",
    handle: "text?",
    role: "text",
    disabled: "boolean",
    createdAt: "time",
    updatedAt: "time",
  },
  indexes: { name: ["name"] },
  versions: "topic",
});
