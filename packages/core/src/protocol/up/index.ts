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

/**
 * The first frame of a connection. The client sends it again with a new token of the same person
 * before the old one expires.
 *
 * @interface
 */
export type Authenticate = z.infer<typeof authenticate>;

/**
 * Runs an operation. The answer has the same `id`; the client uses each id once on a connection.
 *
 * @interface
 */
export type Call = z.infer<typeof call>;

/**
 * Follows a topic: after the cursor `after`, or from now on.
 *
 * @interface
 */
export type Subscribe = z.infer<typeof subscribe>;

/**
 * Stops following a topic.
 *
 * @interface
 */
export type Unsubscribe = z.infer<typeof unsubscribe>;

/**
 * Asks whether the connection is alive. The server answers with `pong`.
 *
 * @interface
 */
export type ClientPing = z.infer<typeof ping>;

/**
 * Answers a `ping`.
 *
 * @interface
 */
export type ClientPong = z.infer<typeof pong>;

/**
 * The person is typing in a topic. In a board's topic, it is a comment on the task `subject`.
 * There is no answer.
 *
 * @interface
 */
export type SendTyping = z.infer<typeof typing>;

/**
 * Turns `presence` messages about a followed topic on or off. They also end with the subscription.
 *
 * @interface
 */
export type WatchPresence = z.infer<typeof presence>;

/** All messages from client to server. */
export type Up =
  | Authenticate
  | Call
  | ClientPing
  | ClientPong
  | SendTyping
  | Subscribe
  | Unsubscribe
  | WatchPresence;
