import type { Ping, Problem } from "./ping.ts";
import type { Result } from "./result.ts";
import type { Events, Reload, Subscribed, Unsubscribed } from "./topic.ts";
import type { Authenticated, Refresh, Welcome } from "./welcome.ts";

export type { Authenticated, Events, Ping, Problem, Refresh, Reload, Result, Subscribed, Unsubscribed, Welcome };

/** Every message from server to client. A client skips a type it doesn't know. */
export type Down =
  | Authenticated
  | Events
  | Ping
  | Problem
  | Refresh
  | Reload
  | Result
  | Subscribed
  | Unsubscribed
  | Welcome;
