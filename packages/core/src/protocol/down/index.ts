import type { Inbox } from "./inbox.ts";
import type { Ping, Pong, Problem } from "./ping.ts";
import type { Result } from "./result.ts";
import type { Revoked } from "./revoked.ts";
import type { Rooms } from "./rooms.ts";
import type { Person, Presence, Typing } from "./signal.ts";
import type { Events, Reload, Subscribed, Unsubscribed } from "./topic.ts";
import type { Authenticated, Refresh, Welcome } from "./welcome.ts";

export type {
  Authenticated,
  Events,
  Inbox,
  Person,
  Ping,
  Pong,
  Presence,
  Problem,
  Refresh,
  Reload,
  Result,
  Revoked,
  Rooms,
  Subscribed,
  Typing,
  Unsubscribed,
  Welcome,
};

/** All messages from server to client. A client ignores types that it does not know. */
export type Down =
  | Authenticated
  | Events
  | Inbox
  | Ping
  | Pong
  | Presence
  | Problem
  | Refresh
  | Reload
  | Result
  | Revoked
  | Rooms
  | Subscribed
  | Typing
  | Unsubscribed
  | Welcome;
