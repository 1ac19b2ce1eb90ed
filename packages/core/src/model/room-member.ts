import { z } from "zod";
import { defineCollection } from "./collection.ts";
import { idSchema, timestampSchema, userIdSchema } from "./id.ts";
import { label } from "./text.ts";
import { handleSchema } from "./user.ts";

export const roomMemberSchema = z
  .object({
    id: z.string(),
    version: z.int(),
    roomId: idSchema,
    boardId: idSchema,
    userId: userIdSchema,
    name: label(),
    handle: handleSchema.nullable(),
    addedBy: userIdSchema,
    addedAt: timestampSchema,
    /** The number of the last event in the room's log when the person was added. */
    since: z.int(),
  })
  .meta({ id: "RoomMember", description: "A person in a room." });

/**
 * A person in a room. `name` and `handle` are copies of the user's fields. The commit that changes
 * the user changes them too.
 *
 * @interface
 */
export type RoomMember = z.infer<typeof roomMemberSchema>;

export const roomMembers = defineCollection<RoomMember>()({
  name: "room_members",
  fields: {
    roomId: "text",
    boardId: "text",
    userId: "text",
    name: "text",
    handle: "text?",
    addedBy: "text",
    addedAt: "time",
    since: "integer",
  },
  indexes: { room: ["roomId"], user: ["userId", "boardId"] },
  versions: "topic",
});

export const roomMemberId = (roomId: string, userId: string) => `${roomId}/${userId}`;
