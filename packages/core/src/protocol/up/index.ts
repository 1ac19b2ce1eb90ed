import { z } from "zod";
import { authenticate } from "./authenticate.ts";
import { call } from "./call.ts";
import { ping } from "./ping.ts";
import { pong } from "./pong.ts";
import { presence, typing } from "./signal.ts";
import { subscribe, unsubscribe } from "./subscribe.ts";

export const up = z.discriminatedUnion("type", [
  authenticate,
  call,
  subscribe,
  unsubscribe,
  ping,
  pong,
  typing,
  presence,
]);
/** All messages from client to server. */
export type Up = z.infer<typeof up>;
