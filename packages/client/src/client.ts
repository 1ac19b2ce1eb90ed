import { type Down, TaskwireError, type Up, type Welcome } from "@taskwire/core/protocol";
import { type CallOf, type ClientApi, withApi } from "./api.ts";
import type { App, TypedFor } from "./app.ts";
import { type CallOptions, createCalls } from "./calls.ts";
import { type Closed, closedError, forbiddenCode } from "./closed.ts";
import { createConnection } from "./connection.ts";
import { keepParts } from "./keep.ts";
import { createListeners } from "./listeners.ts";
import { type ClientRuntime, systemRuntime } from "./runtime.ts";
import type { SocketConstructor } from "./socket.ts";
import type { Status } from "./status.ts";
import {
  createSubscriptions,
  type Subscription,
  type SubscriptionHandlers,
} from "./subscriptions.ts";

/** The options of `createClient`. */
export interface ClientOptions {
  /** The URL that the ws-adapter listens on, e.g. `wss://app.example/taskwire`. */
  readonly url: string;
  /**
   * Returns a token. Called for each connection, and before a token expires. If nobody is logged
   * in, throw a `TaskwireError` with the code `unauthenticated`. The client is then `signed out`.
   * When there is a token again, it continues. An error with the code `forbidden` counts
   * the same. After 10 s without a token, and after any other error, the client tries again later.
   */
  readonly token: () => string | Promise<string>;
  /** Default: the global `WebSocket`. */
  readonly WebSocket?: SocketConstructor;
  /** Default: the clock and the randomness of the machine. */
  readonly runtime?: ClientRuntime;
}

/** A client without the types of an app. Stores are built on it. */
export interface ClientCore {
  readonly status: Status;
  onStatus(listener: (status: Status) => void): () => void;
  /**
   * The last `welcome` of the server. It has the person, the roles, the workflow and the limits. Undefined
   * until the first connection.
   */
  readonly welcome: Welcome | undefined;
  /** Why the client stopped for good. Undefined as long as it runs. */
  readonly closed: Closed | undefined;
  onClose(listener: (closed: Closed) => void): () => void;
  /** Calls an operation by its name. */
  call(operation: string, input?: unknown, options?: CallOptions): Promise<unknown>;
  /**
   * Follows a topic. Begins after the cursor `after`, or without it, from now on. A client has one
   * subscription for each topic.
   *
   * @throws {TaskwireError} `conflict` if this client follows the topic already; `invalid` if the
   * topic has more than 1,000 characters; the error of `closed` if it has
   * stopped.
   */
  subscribe(topic: string, handlers: SubscriptionHandlers, after?: string): Subscription;
  /** Calls a listener with each frame of a type, after the client itself has handled it. */
  onFrame<Type extends Down["type"]>(
    type: Type,
    listener: (frame: Extract<Down, { type: Type }>) => void,
  ): () => void;
  /** Sends a signal. Without a connection it is lost. */
  signal(frame: Extract<Up, { type: "typing" | "presence" }>): void;
  /**
   * Connects at once instead of waiting for the next attempt, for example after a login. An open
   * connection is checked: it ends if the server doesn't answer within 2 s.
   */
  reconnect(): void;
  /** Stops for good. Calls that wait are rejected. */
  close(): void;
  readonly runtime: ClientRuntime;
}

/** A client of an app. It has each operation as a method: `client.tasks.create(input, options)`. */
export type Client<A extends App = App> = [App] extends [A]
  ? ClientCore
  : Omit<ClientCore, "call" | "subscribe"> &
      TypedFor<A> & {
        /** Calls an operation by its name. */
        call<Name extends keyof A["operations"] & string>(
          operation: Name,
          ...parameters: Parameters<CallOf<A["operations"], Name>>
        ): ReturnType<CallOf<A["operations"], Name>>;
        /**
         * See {@link ClientCore.subscribe}. The `type` of an event determines the type of its data.
         */
        subscribe(topic: string, handlers: SubscriptionHandlers<A>, after?: string): Subscription;
      } & ClientApi<A["operations"]>;

/**
 * Connects to a taskwire server and stays connected. Calls wait for the connection and keep their key;
 * topics continue from their cursor. The client keeps a Node process alive until `close()`.
 *
 * @throws {TaskwireError} `invalid` if `url` is missing, or `token` is not a function.
 * @example
 * ```ts
 * // The types come from your server: import type { taskwire } from "../server/taskwire.ts";
 * const client = createClient<typeof taskwire>({ url: "wss://app.example/taskwire", token: () => session.accessToken() });
 * const { task } = await client.tasks.create({ boardId: "sales", title: "Order plates" });
 * ```
 */
export function createClient<A extends App = App>(options: ClientOptions): Client<A> {
  const { runtime = systemRuntime, WebSocket = globalThis.WebSocket } = options;
  if (!options.url || typeof options.token !== "function")
    throw new TaskwireError("invalid", "Pass `url` and `token()`.");
  const closing = createListeners<[Closed]>();
  const frames = createListeners<[Down]>();

  const statuses = createListeners<[Status]>();
  // A listener may cause the next change. Before that, all listeners are called about the first
  // change.
  const untold: Status[] = [];

  function update() {
    const { state } = connection;
    const status = state === "open" ? (subscriptions.areBehind() ? "catching up" : "live") : state;
    if (status === client.status) return;
    client.status = status;
    if (untold.push(status) > 1) return;
    for (; untold[0]; untold.shift()) statuses.tell(untold[0]);
  }

  const connection = createConnection(
    options,
    WebSocket as SocketConstructor,
    runtime,
    update,
    (frame) => {
      if (frame.type === "welcome") {
        const { welcome = frame } = client;
        // If another person logs in, the client stops: its stores contain data and unsent texts of
        // the first person.
        if (frame.user.id !== welcome.user.id)
          return connection.close({ code: forbiddenCode, reason: "another person" });
        client.welcome = keepParts(welcome, frame);
      }
      subscriptions.receive(frame);
      calls.receive(frame);
      frames.tell(frame);
      update();
    },
    (closed) => {
      if (client.closed) return;
      client.closed = closed;
      const error = closedError(closed);
      subscriptions.close(error);
      calls.close(error);
      update();
      closing.tell(closed);
    },
  );
  /** Returns a method that first connects, if the client has never connected. */
  const connecting =
    <Args extends unknown[], Result>(method: (...args: Args) => Result) =>
    (...args: Args): Result => {
      connection.start();
      return method(...args);
    };
  const calls = createCalls(runtime, connection.send);
  const subscriptions = createSubscriptions(runtime, connection.send, update);
  const client: { -readonly [Field in keyof ClientCore]: ClientCore[Field] } = {
    status: "connecting",
    onStatus: connecting(statuses.add),
    welcome: undefined,
    closed: undefined,
    onClose: closing.add,
    call: connecting(calls.call),
    subscribe: connecting(subscriptions.subscribe),
    onFrame: (type, listener) =>
      frames.add((frame) => {
        if (frame.type === type) listener(frame as never);
      }),
    signal: connection.send,
    reconnect: connecting(connection.wake),
    close: () => connection.close({ code: 1000, reason: "by this side" }),
    runtime,
  };
  return withApi(client) as unknown as Client<A>;
}
