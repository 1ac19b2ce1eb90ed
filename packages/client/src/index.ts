export { TaskwireError } from "@taskwire/core/protocol";
export type { ClientApi } from "./api.ts";
export type { CallOptions } from "./calls.ts";
export { type Client, type ClientCore, type ClientOptions, createClient } from "./client.ts";
export type { Closed } from "./connection.ts";
export type { ClientRuntime } from "./runtime.ts";
export type { SocketConstructor, SocketLike } from "./socket.ts";
export type { Status } from "./status.ts";
export type { Subscription, SubscriptionHandlers } from "./subscriptions.ts";
