import { z } from "zod";

/** Asks whether the connection is alive. The server answers with `pong`. */
export const ping = z.strictObject({ type: z.literal("ping") });
