import { z } from "zod";
import { defineCollection } from "./collection.ts";
import { idSchema, timestampSchema } from "./id.ts";
import { label, text } from "./text.ts";

/** What is written after an at-sign: no white space and no at-sign in it. */
export const handleSchema = text(64)
  .regex(/^[^\s@＠﹫]+$/u, "A handle has no spaces and no at-sign")
  .meta({ description: "What others write after an at-sign to mention the person." });

export const userSchema = z
  .object({
    id: idSchema,
    version: z.int(),
    name: label(),
    handle: handleSchema.nullable(),
    /** The role on every board that gives no other. */
    role: z.string(),
    /** May do nothing any more; what they did stays. */
    disabled: z.boolean(),
    createdAt: timestampSchema,
    updatedAt: timestampSchema,
  })
  .meta({ id: "User", description: "A person of the host's app." });

/** A person of the host's app, kept in step by `users.put`. taskwire never sees a password. */
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
