import { z } from "zod";
import { authenticate } from "./authenticate.ts";
import { call } from "./call.ts";
import { pong } from "./pong.ts";
import { subscribe, unsubscribe } from "./subscribe.ts";

/** Every message from client to server. */
export const up = z.discriminatedUnion("type", [authenticate, call, subscribe, unsubscribe, pong]);
export type Up = z.infer<typeof up>;
