import { z } from "zod";

/** Asks for a sign of life. The server answers with `pong`. */
export const ping = z.strictObject({ type: z.literal("ping") });
