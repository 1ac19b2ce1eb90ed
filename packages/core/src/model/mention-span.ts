import { z } from "zod";

/** A mention as it is stored beside a text: where it stands, whom it names, and whether it is only drawn. */
export const mentionSchema = z
  .object({
    kind: z.enum(["user", "group"]),
    id: z.string(),
    start: z.int(),
    end: z.int(),
    silent: z.boolean(),
  })
  .meta({ id: "Mention", description: "From the at-sign, in UTF-16 code units, `end` exclusive." });

/** What a client says was chosen in a picker. */
export const spansSchema = z
  .array(
    z.strictObject({
      kind: z.enum(["user", "group"]),
      id: z.string().max(128),
      start: z.int().min(0),
      end: z.int().min(0),
    }),
  )
  .max(200)
  .optional()
  .meta({
    description:
      "What was chosen in a picker; the server checks each, and finds the rest by itself.",
  });
