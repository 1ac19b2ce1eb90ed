import { z } from "zod";
import { defineCollection } from "./collection.ts";
import { idSchema, timestampSchema } from "./id.ts";
import { reasons } from "./reason.ts";

/** How much of a place a person wants to be told: everything, what is addressed to them, or nothing. */
export const levels = ["all", "mentions", "none"] as const;
export type Level = (typeof levels)[number];

export const preferenceSchema = z
  .object({
    id: z.string(),
    version: z.int(),
    userId: idSchema,
    /** `room:<id>`, `task:<id>` or `board:<id>`. */
    target: z.string(),
    /** Null: as the board says, or the default. */
    level: z.enum(levels).nullable(),
    /** Nothing until then. */
    muteUntil: timestampSchema.nullable(),
    /** Reasons that don't count here, whatever the level. */
    off: z.array(z.enum(reasons)),
  })
  .meta({
    id: "Preference",
    description: "What a person wants to be told of one board, room or task.",
  });

/** What a person wants to be told of one board, room or task. */
export type Preference = z.infer<typeof preferenceSchema>;

export const preferences = defineCollection<Preference>()({
  name: "preferences",
  fields: { userId: "text", target: "text", level: "text?", muteUntil: "time?", off: "json" },
  indexes: { user: ["userId"], target: ["target"] },
  versions: "topic",
});

export const preferenceId = (userId: string, target: string) => `${userId}/${target}`;

/** The parts of a preference's target, or undefined when it is none. */
export function parseTarget(
  target: string,
): { kind: "room" | "task" | "board"; id: string } | undefined {
  const [, kind, id = ""] = /^(room|task|board):(.+)$/.exec(target) ?? [];
  if (kind !== "room" && kind !== "task" && kind !== "board") return undefined;
  return idSchema.safeParse(id).success ? { kind, id } : undefined;
}
