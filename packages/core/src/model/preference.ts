import { z } from "zod";
import { defineCollection } from "./collection.ts";
import { digestSchema, quietHoursSchema } from "./delivery-times.ts";
import { idSchema, timestampSchema, userIdSchema } from "./id.ts";
import { reasonSchema } from "./notification.ts";

/**
 * The levels: notify the person of everything, only of things that are addressed to them, or of
 * nothing.
 */
export const levels = ["all", "mentions", "none"] as const;
/**
 * How much a person is notified of: `all`; only `mentions` and other things that are addressed to
 * them; or `none`.
 */
export type Level = (typeof levels)[number];

export const preferenceSchema = z
  .object({
    id: z.string(),
    version: z.int(),
    userId: userIdSchema,
    /** `room:<id>`, `task:<id>` or `board:<id>`; or `me` for the times at which channels send. */
    target: z.string(),
    /** If null, the level for the board applies, or else the default. */
    level: z.enum(levels).nullable(),
    /** Until this time, the person only gets critical notifications. */
    muteUntil: timestampSchema.nullable(),
    /** Reasons that are switched off, whatever the level. */
    off: z.array(reasonSchema),
    /** The IANA time zone of `quiet` and `digest`. Only for the target `me`, as the fields below. */
    timeZone: z.string().nullable(),
    /** When channels send nothing. */
    quiet: z.array(quietHoursSchema).nullable(),
    /** When channels send everything together. Null: as it comes. */
    digest: digestSchema.nullable(),
  })
  .meta({
    id: "Preference",
    description: "A person's notification settings for one board, room or task; or for themselves.",
  });

/**
 * A person's notification settings for one board, room or task; or for themselves (`me`).
 *
 * @interface
 */
export type Preference = z.infer<typeof preferenceSchema>;

export const preferences = defineCollection<Preference>()({
  name: "preferences",
  fields: {
    userId: "text",
    target: "text",
    level: "text?",
    muteUntil: "time?",
    off: "json",
    timeZone: "text?",
    quiet: "json?",
    digest: "json?",
  },
  indexes: { user: ["userId"], target: ["target"] },
  versions: "topic",
});

export const preferenceId = (userId: string, target: string) => `${userId}/${target}`;

/** The target of a person's settings for the times at which channels send. */
export const ownTarget = "me";

/** Splits a preference's target into kind and id. Returns undefined if it is no valid target. */
export function parseTarget(
  target: string,
): { kind: "room" | "task" | "board"; id: string } | undefined {
  const [, kind, id = ""] = /^(room|task|board):(.+)$/.exec(target) ?? [];
  if (kind !== "room" && kind !== "task" && kind !== "board") return undefined;
  return idSchema.safeParse(id).success ? { kind, id } : undefined;
}
