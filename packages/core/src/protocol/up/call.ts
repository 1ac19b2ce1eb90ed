import { z } from "zod";

/** At most one effect per person and key; the client makes it and keeps it through repeats. */
export const keySchema = z
  .string()
  .regex(/^[\x21-\x7e]{8,128}$/, "A key has 8 to 128 printable ASCII characters");

/** Asks for one operation. `id` is the client's number for the answer, and used once a connection. */
export const call = z.strictObject({
  type: z.literal("call"),
  id: z.int().min(0),
  operation: z.string().max(100),
  input: z.unknown(),
  key: keySchema.optional(),
});
