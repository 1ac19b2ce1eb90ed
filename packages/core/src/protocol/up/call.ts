import { z } from "zod";

/**
 * An idempotency key. The client makes it and repeats a call with the same key, so that the call
 * has its effect once.
 *
 * @example
 * ```ts
 * keySchema.safeParse("3f2a9c1e").success; // true
 * ```
 */
export const keySchema = z
  .string()
  .regex(/^[\x21-\x7e]{8,128}$/, "A key has 8 to 128 printable ASCII characters");

/**
 * Runs an operation. The answer has the same `id`; the client uses each id once on a connection.
 */
export const call = z.strictObject({
  type: z.literal("call"),
  id: z.int().min(0),
  operation: z.string().max(100),
  input: z.unknown(),
  key: keySchema.optional(),
});
