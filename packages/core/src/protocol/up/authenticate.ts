import { z } from "zod";

/**
 * The first frame of a connection. The client sends it again with a new token of the same person
 * before the old one expires.
 */
export const authenticate = z.strictObject({
  type: z.literal("authenticate"),
  token: z.string().min(1).max(4096),
});
