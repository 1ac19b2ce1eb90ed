import { z } from "zod";
import { defineCollection } from "./collection.ts";
import { idSchema } from "./id.ts";

export const markerSchema = z
  .object({
    id: z.string(),
    version: z.int(),
    userId: idSchema,
    boardId: idSchema,
    roomId: idSchema,
    messageId: idSchema,
  })
  .meta({ id: "Marker", description: "How far a person has read a room: up to this message." });

/** How far a person has read a room. It only moves forward, so marking twice or in two tabs does no harm. */
export type Marker = z.infer<typeof markerSchema>;

export const markers = defineCollection<Marker>()({
  name: "markers",
  fields: { userId: "text", boardId: "text", roomId: "text", messageId: "text" },
  indexes: {},
  versions: "topic",
});

export const markerId = (roomId: string, userId: string) => `${roomId}/${userId}`;
