import { z } from "zod";
import { defineCollection } from "./collection.ts";
import { idSchema, timestampSchema, userIdSchema } from "./id.ts";
import { label } from "./text.ts";

export const roomSchema = z
  .object({
    id: idSchema,
    version: z.int(),
    boardId: idSchema,
    name: label(),
    /** An archived room takes no new messages. The old ones stay readable. */
    archived: z.boolean(),
    /** The two people of a direct room, in the order of their ids. Null in every other room. */
    direct: z.array(userIdSchema).nullable(),
    createdBy: userIdSchema,
    createdAt: timestampSchema,
  })
  .meta({ id: "Room", description: "A chat room of a board, with members of its own." });

/**
 * A chat room of a board. Its version changes when a member is added or removed, but not with a
 * message. So a commit that checks the room also checks the list of members.
 *
 * @interface
 */
export type Room = z.infer<typeof roomSchema>;

export const rooms = defineCollection<Room>()({
  name: "rooms",
  fields: {
    boardId: "text",
    name: "text",
    archived: "boolean",
    direct: "json?",
    createdBy: "text",
    createdAt: "time",
  },
  indexes: { board: ["boardId"], creator: ["boardId", "createdBy"] },
  versions: "topic",
});
