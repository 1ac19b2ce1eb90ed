import { z } from "zod";
import { defineCollection } from "./collection.ts";
import { idSchema, userIdSchema } from "./id.ts";

export const readMarkerSchema = z
  .object({
    id: z.string(),
    version: z.int(),
    userId: userIdSchema,
    boardId: idSchema,
    roomId: idSchema,
    messageId: idSchema,
    /** The `number` of that message. Messages with a higher number are unread. */
    number: z.int(),
  })
  .meta({
    id: "ReadMarker",
    description:
      "How far a person has read a room: up to and including the message `messageId`. Messages with a higher `number` are unread.",
  });

/**
 * How far a person has read a room. A read marker only moves forward, so it does no harm to set it
 * twice or in two tabs.
 *
 * @interface
 */
export type ReadMarker = z.infer<typeof readMarkerSchema>;

export const readMarkers = defineCollection<ReadMarker>()({
  name: "read_markers",
  fields: { userId: "text", boardId: "text", roomId: "text", messageId: "text", number: "integer" },
  indexes: { room: ["roomId"] },
  versions: "topic",
});

export const readMarkerId = (roomId: string, userId: string) => `${roomId}/${userId}`;
