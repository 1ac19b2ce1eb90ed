import { z } from "zod";
import { defineCollection } from "./collection.ts";
import { idSchema, timestampSchema, userIdSchema } from "./id.ts";
import { label } from "./text.ts";

export const boardSchema = z
  .object({
    id: idSchema,
    version: z.int(),
    name: label(),
    /** Nothing new can be written on an archived board. It stays readable. */
    archived: z.boolean(),
    createdBy: userIdSchema,
    createdAt: timestampSchema,
  })
  .meta({ id: "Board", description: "A board has members, tasks and rooms." });

/**
 * A board has members, tasks and rooms. Its version also changes when its members change. So a
 * commit that checks the board also checks the list of members.
 *
 * @interface
 */
export type Board = z.infer<typeof boardSchema>;

export const boards = defineCollection<Board>()({
  name: "boards",
  fields: { name: "text", archived: "boolean", createdBy: "text", createdAt: "time" },
  indexes: { age: ["createdAt"] },
  versions: "topic",
});
