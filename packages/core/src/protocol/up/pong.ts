import { z } from "zod";

/** Answers a `ping`. */
export const pong = z.strictObject({ type: z.literal("pong") });
