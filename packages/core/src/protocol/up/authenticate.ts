import { z } from "zod";

/** The first frame of a connection, and again, for the same person, before the token runs out. */
export const authenticate = z.strictObject({
  type: z.literal("authenticate"),
  token: z.string().min(1).max(4096),
});
