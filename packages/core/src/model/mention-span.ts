import { z } from "zod";
import { maxUserIdBytes } from "./ids.ts";

/**
 * A mention as it is stored together with a text: its offsets, its target, and whether it is
 * silent. A silent mention is shown, but it notifies nobody.
 */
export const mentionSchema = z
  .object({
    kind: z.enum(["user", "group"]),
    id: z.string(),
    start: z.int(),
    end: z.int(),
    silent: z.boolean(),
  })
  .meta({
    id: "Mention",
    description:
      "A mention in a text. `start` is the offset of the at-sign, `end` is exclusive, both in UTF-16 code units. `silent`: nobody is notified.",
  });

/** A mention that reaches nobody. */
export const unreachedSchema = z
  .object({
    start: z.int(),
    end: z.int(),
    why: z.enum(["unknown", "ambiguous", "not_allowed", "quota", "disabled"]),
  })
  .meta({
    id: "UnreachedMention",
    description:
      "A text that looks like a mention and reaches nobody. `unknown`: nobody here has this name. `ambiguous`: several people have it. `not_allowed`: the author may not mention this group. `quota`: the author has caused too many notifications lately, so this mention notified nobody. `disabled`: the account of this person is disabled.",
  });

/** The mentions that the author chose in a picker, as the client reports them. */
export const spansSchema = z
  .array(
    z.strictObject({
      kind: z.enum(["user", "group"]),
      id: z.string().max(maxUserIdBytes),
      start: z.int().min(0),
      end: z.int().min(0),
    }),
  )
  .max(200)
  .optional()
  .meta({
    description:
      "Mentions that the author chose in a picker. The server checks each one and finds all others itself.",
  });
